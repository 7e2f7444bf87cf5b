export { formatIso, formatTime } from './calendar/format-time.ts';
export { addDays, type LocalDate, monthOf, parseLocalDate, weekOf } from './calendar/local-date.ts';
export { parseTimeZone, type TimeZone } from './calendar/time-zone.ts';
export { type WallClock, wallClockAt } from './calendar/wall-clock.ts';
export {
  type Bounds,
  dayBounds,
  localDateOf,
  monthBounds,
  weekBounds,
  yearBounds,
} from './calendar/zoned-bounds.ts';
export { fitsWords, foldName, nameWords } from './client/name-words.ts';
export { type PatientStatus, usualPatientStatus } from './client/patient-status.ts';
export { couldBeMobile, parsePhoneNumber } from './client/phone-number.ts';
export { couldBeDuplicate, type Likeness } from './client/possible-duplicate.ts';
export { clientInitials } from './dashboard/client-initials.ts';
export {
  composeSessionView,
  noFigures,
  type PendingEdit,
  type SessionFacts,
  type SessionFigures,
  type SessionView,
} from './dashboard/compose-session-view.ts';
export { findUpNext, type UpNextCandidate } from './dashboard/find-up-next.ts';
export {
  kindOfStatus,
  type SessionKind,
  type ShownStatus,
  type Span,
  shownStatus,
} from './dashboard/shown-status.ts';
export {
  appointmentPatch,
  type Booking,
  bookingParameters,
  couldBeBooking,
  readSessionNow,
  type SessionInRecord,
  type WriteAbout,
} from './edit/appointment-record.ts';
export { type EditEvent, type EditState, editStates, isEditOver, stepEdit } from './edit/edit-life.ts';
export { conflictWords, unsavedWords } from './edit/edit-words.ts';
export { type FieldMerge, mergeFields } from './edit/merge-fields.ts';
export { overlayPatient, type PatientFacts, type ShownPatientEdit } from './edit/overlay-patient.ts';
export { overlaySession, type ShownEdit } from './edit/overlay-session.ts';
export {
  couldBePatient,
  newPatient,
  type PatientField,
  type PatientValues,
  patientFields,
  patientPatch,
  readPatientNow,
  samePatientField,
} from './edit/patient-change.ts';
export { seenStatus } from './edit/seen-status.ts';
export {
  isSessionFieldAsSeen,
  isSessionFieldDone,
  type SessionBase,
  type SessionChange,
  type SessionField,
  type SessionNow,
  sawWish,
  sessionFields,
} from './edit/session-change.ts';
export {
  codeOfStatus,
  type StatusNow,
  type StatusSeen,
  type StatusWish,
  statusAsWished,
  type WritableStatus,
  writableStatuses,
} from './edit/status-wish.ts';
export {
  isExpired,
  isOver,
  newWrite,
  type Write,
  type WriteEvent,
  type WriteReason,
  type WriteState,
  writeStates,
} from './edit/write.ts';
export { stepCreation, stepWrite } from './edit/write-life.ts';
export { deliveriesMax, writeDeadlineMs, writeLivesMs } from './edit/write-schedule.ts';
export { type BillingType, billingTypeOf, billingTypes } from './figures/billing-type.ts';
export { relationshipMonths, sessionNumber } from './figures/client-figures.ts';
export type { AskedDay, FigureSession } from './figures/figure-session.ts';
export { heldInYear } from './figures/held-in-year.ts';
export { figuresHoldUntil } from './figures/hold-until.ts';
export { isPlan } from './figures/is-plan.ts';
export {
  leftOfReferral,
  type PlanFigures,
  type PlanReferral,
  planFigures,
  yearMayDecide,
} from './figures/mhcp-figures.ts';
export { type MonthFigures, monthFigures } from './figures/month-figures.ts';
export type { FigureInvoice, Invoices } from './figures/revenue.ts';
export { endingSoonMax, type UpcomingFigures, upcomingFigures } from './figures/upcoming-figures.ts';
export { type WeekAims, type WeekFigures, weekFigures } from './figures/week-figures.ts';
export { type Contact, readContact } from './halaxy/contact-point.ts';
export { formatHumanName, type HumanName, readHumanName } from './halaxy/human-name.ts';
export { type LocationType, readLocationType } from './halaxy/location-type.ts';
export { parseInstant } from './halaxy/parse-instant.ts';
export {
  type HalaxyReference,
  isHalaxyId,
  parseReference,
  type ReferenceType,
  referenceTypes,
} from './halaxy/parse-reference.ts';
export {
  type ParticipantStatus,
  readParticipantStatus,
  type StatusMeaning,
} from './halaxy/participant-status.ts';
export { type Appointment, type Session, transformAppointment } from './halaxy/transform-appointment.ts';
export {
  type CatalogueEntry,
  type CatalogueType,
  catalogueTypes,
  transformCatalogue,
} from './halaxy/transform-catalogue.ts';
export { type Invoice, transformInvoice } from './halaxy/transform-invoice.ts';
export { type InvoiceLine, transformInvoiceLine } from './halaxy/transform-invoice-line.ts';
export { type Client, type PostalAddress, transformPatient } from './halaxy/transform-patient.ts';
export { isExternalId, type Practitioner, transformPractitioner } from './halaxy/transform-practitioner.ts';
export { type Referral, transformReferral } from './halaxy/transform-referral.ts';
export { type Role, transformRole } from './halaxy/transform-role.ts';
export type { FaultCode, Transformed, TransformFault } from './halaxy/transformed.ts';
export { unreadable } from './halaxy/unreadable.ts';
export { canonicalRecord } from './loose/canonical-json.ts';
export {
  type Gone,
  type MergeOutcome,
  type Mirror,
  mergeObservation,
  type Observation,
  type ReadInterval,
} from './observe/merge-observation.ts';
export {
  type AbsenceReport,
  decideTombstone,
  type TombstoneDecision,
  tombstoneLimit,
} from './observe/tombstone-guard.ts';
export { type ClientOwn, decideOwnChange, type OwnChange } from './own/client-own.ts';
export { type PractitionerSettings, settingsInForce, usualAims } from './own/practitioner-settings.ts';
export { type SessionsElsewhere, usedElsewhere } from './own/sessions-elsewhere.ts';
export { quickTryDelayMs, rowDelayMs, sliceDelayMs } from './sync/backoff.ts';
export { coalesce, type PracticeReference } from './sync/coalesce.ts';
export { batchIds, type IdBatch } from './sync/id-batches.ts';
export { isListingDue } from './sync/listing-due.ts';
export { filterQuery, isOutsideFilter, type ListingFilter } from './sync/listing-filter.ts';
export { nextCursor } from './sync/next-cursor.ts';
export { pageBefore } from './sync/page-back.ts';
export {
  decidePermissions,
  type PermissionArea,
  type PermissionState,
  permissionAreas,
} from './sync/permission-areas.ts';
export { decideSilence, type SilenceState } from './sync/silence.ts';
export { checkJsonLimits, type JsonVerdict } from './webhook/json-limits.ts';
export {
  type Notification,
  type NotificationFault,
  type NotifiedReference,
  type NotifiedType,
  notifiedTypes,
  parseNotification,
} from './webhook/parse-notification.ts';
