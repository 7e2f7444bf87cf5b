export { highestReadNo } from './admission/highest-read-no.ts';
export { createMongoAdmission } from './admission/mongo-admission.ts';
export {
  type BreakerOverride,
  type BreakerOverrides,
  createBreakerOverrides,
} from './breaker/breaker-overrides.ts';
export { createRedisSharedBreaker } from './breaker/redis-shared-breaker.ts';
export { connectStore, type Store, type Transaction } from './connect-store.ts';
export { createPractitionerDirectory, type DirectoryEntry } from './directory/practitioner-directory.ts';
export { createDoors, type DoorParts, type PracticeDoor } from './doors/create-doors.ts';
export type {
  BookingWish,
  EditDocument,
  EditKind,
  EditTargetDocument,
  EditWish,
  LostField,
} from './edits/documents.ts';
export { createEdits, type EditChange, type EditSaved, type Edits, type NewEdit } from './edits/edits.ts';
export { type EditReader, readEdits } from './edits/read-edits.ts';
export {
  createHeldDeletions,
  type HeldDeletion,
  type HeldDeletions,
  type Standing,
} from './held-deletions/held-deletions.ts';
export { createHeard, type Heard } from './inbox/heard.ts';
export { createInbox, type Inbox } from './inbox/inbox.ts';
export { type KeptLease, keepLease } from './leases/keep-lease.ts';
export { createLeases, type Lease, type Leases } from './leases/leases.ts';
export { createObserved, type DueObserved, type Observed, type ObservedRecord } from './observed/observed.ts';
export { createOutbox, type EncodedMessage, type Outbox, type OutboxRow } from './outbox/outbox.ts';
export { createRelay, type Relay } from './outbox/relay.ts';
export type { ClientOwnKept, ClientOwnShown, PractitionerSettingsDocument } from './own/documents.ts';
export {
  createOwnRecords,
  type OwnFields,
  type OwnReader,
  type OwnRecords,
  readOwn,
} from './own/own-records.ts';
export {
  createPractices,
  newPracticeKey,
  newWebhookSecret,
  type PracticeDocument,
  type Practices,
} from './practices/practices.ts';
export { prepareStore, sessionHistoryDays } from './prepare-store.ts';
export type {
  CatalogueDocument,
  ClientDocument,
  EditMarks,
  InvoiceDocument,
  InvoiceLineDocument,
  MirrorDocument,
  Origin,
  PractitionerDocument,
  ReferralDocument,
  RoleDocument,
  SessionDocument,
  SessionHistoryDocument,
} from './records/documents.ts';
export {
  createRecords,
  mirrorId,
  type RecordSave,
  type Records,
  type RecordTables,
  recordTables,
} from './records/records.ts';
export { connectRedis, type Redis } from './redis/connect-redis.ts';
export {
  createDashboardCache,
  type DashboardCache,
  dashboardOwner,
  figuresOwner,
} from './redis/dashboard-cache.ts';
export { createForgetDashboards } from './redis/forget-dashboards.ts';
export { createRedisTokenVault } from './redis/redis-token-vault.ts';
export { createUsedTickets } from './redis/used-tickets.ts';
export {
  createRereads,
  type DueRead,
  type Rereads,
  type UpcomingRead,
  type WantedRead,
} from './rereads/rereads.ts';
export type {
  Census,
  RunAbout,
  RunCounts,
  RunDocument,
  SliceDocument,
  SyncStatusDocument,
} from './runs/documents.ts';
export { createRuns, type NewRun, type Runs, type StepTaken } from './runs/runs.ts';
export type { DeadLetterDocument, WriteDocument } from './writes/documents.ts';
export { readWrites, type WriteReader } from './writes/read-writes.ts';
export { createWrites, type Writes } from './writes/writes.ts';
