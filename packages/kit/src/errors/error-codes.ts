import type { ErrorKind } from './error-kinds.ts';

/**
 * Every code an error can bear: its kind, and the words for the person who meets it (what happened,
 * what it means, what to do). `docs/errors.md` is generated from here.
 */
export const errorCodes = {
  SETTINGS_INVALID: {
    kind: 'invalid',
    words: 'The process cannot start with these settings. Correct the ones listed and start it again.',
  },
  HALAXY_UNREACHABLE: {
    kind: 'transient',
    words: 'Halaxy did not answer in time. The call is tried again; nothing is lost meanwhile.',
  },
  HALAXY_FAILED: {
    kind: 'transient',
    words: 'Halaxy answered with a server error. The call is tried again; nothing is lost meanwhile.',
  },
  HALAXY_THROTTLED: {
    kind: 'throttled',
    words: 'Halaxy asked us to slow down. Calls go on when the time it named is over.',
  },
  HALAXY_CIRCUIT_OPEN: {
    kind: 'throttled',
    words: 'Calls to Halaxy are held back after repeated failures. They go on once a probe has succeeded.',
  },
  HALAXY_BUDGET_SPENT: {
    kind: 'throttled',
    words: 'The request budget of this practice is spent for the moment. The call waits for its turn.',
  },
  HALAXY_UNAUTHORISED: {
    kind: 'auth',
    words: 'Halaxy refused the credentials of this practice. Check its client id, secret and permissions.',
  },
  HALAXY_TOKEN_UNAVAILABLE: {
    kind: 'auth',
    words: 'No access token could be had for this practice just now. Calls go on once Halaxy issues one.',
  },
  HALAXY_FORBIDDEN: {
    kind: 'auth',
    words: 'The API key of this practice may not do this. Grant the area it names in Halaxy’s settings.',
  },
  HALAXY_MISSING: { kind: 'missing', words: 'Halaxy has no such record.' },
  HALAXY_REFUSED: { kind: 'refused', words: 'Halaxy did not accept the request. Its reason is given.' },
  HALAXY_MALFORMED: {
    kind: 'malformed',
    words: 'Halaxy answered with something that is not the record asked for. The call is tried again.',
  },
  HALAXY_OTHER_PRACTICE: {
    kind: 'auth',
    words:
      'Halaxy knows none of this practice’s records under these credentials: they seem to be another practice’s. Nothing was read or removed. Check the client id and secret.',
  },
  HALAXY_LIST_INCOMPLETE: {
    kind: 'malformed',
    words:
      'A list of Halaxy’s left out records that it still has. Nothing was removed because of it; the list is read again.',
  },
  HALAXY_FILTER_IGNORED: {
    kind: 'malformed',
    words:
      'Halaxy answered a filtered list with records outside of the filter. Changes are found by whole lists meanwhile, less often.',
  },
  DELETIONS_HELD: {
    kind: 'refused',
    words:
      'More records than usual are gone in Halaxy at once. They are still shown here until an operator confirms or rejects that under /ops/held-deletions.',
  },
  HELD_DELETION_DECIDED: {
    kind: 'conflict',
    words: 'These deletions were decided upon already, in the other way. What was decided stands.',
  },
  DEAD_LETTER_DECIDED: {
    kind: 'conflict',
    words: 'This edit was replayed or discarded already. What was decided stands.',
  },
  FIELD_NOT_WRITABLE: {
    kind: 'refused',
    words:
      'Halaxy has no place for this field of a session. What can be written is comment, start, end, status and charge.',
  },
  PATIENT_FIELD_NOT_WRITABLE: {
    kind: 'refused',
    words:
      'Halaxy has no place for this field of a client. What can be written is givenName, familyName, preferredName, birthDate, gender, email, mobile, phone and address.',
  },
  STATUS_UNKNOWN: {
    kind: 'refused',
    words:
      'There is no such status. It is one of scheduled, confirmed, arrived, completed, no_show and cancelled.',
  },
  END_BEFORE_START: { kind: 'refused', words: 'The end lies before the start. Give an end that is later.' },
  BOOKING_PENDING: {
    kind: 'conflict',
    words: 'This booking is still on its way to Halaxy. Change it once it is there.',
  },
  REGISTRATION_PENDING: {
    kind: 'conflict',
    words: 'This client is still on the way to Halaxy. Go on once they are there.',
  },
  EDIT_UNDER_WAY: {
    kind: 'conflict',
    words: 'This edit is still on its way to Halaxy. Look again when it has ended.',
  },
  EDIT_NOT_RETRYABLE: {
    kind: 'conflict',
    words: 'Only an edit that ended without all that was wanted can be tried again.',
  },
  PRACTITIONER_UNBOOKABLE: {
    kind: 'refused',
    words:
      'This practitioner works at no clinic of the practice in Halaxy. Give them one there, then book again.',
  },
  STORE_UNAVAILABLE: {
    kind: 'transient',
    words: 'The database does not answer. What was acknowledged is kept; try again shortly.',
  },
  STORE_CONTENDED: {
    kind: 'conflict',
    words: 'A record is changed by many at once. It is tried again shortly; nothing is lost.',
  },
  LEASE_LOST: {
    kind: 'conflict',
    words: 'Another process has taken over this work. It goes on there; nothing is lost.',
  },
  OUTBOX_FULL: {
    kind: 'transient',
    words: 'Too many announcements wait for the message broker. New work waits until they are delivered.',
  },
  BROKER_UNAVAILABLE: {
    kind: 'transient',
    words: 'The message broker did not answer in time. The message may still arrive; it is sent again.',
  },
  BROKER_BUSY: {
    kind: 'throttled',
    words: 'Too many messages wait for the message broker already. Send again shortly.',
  },
  MESSAGE_UNREADABLE: {
    kind: 'invalid',
    words: 'A message is not in the form that its topic declares. It is laid aside with its reason.',
  },
  MESSAGE_TOO_LARGE: {
    kind: 'bug',
    words: 'A message is larger than the broker takes. It was not sent.',
  },
  WEBHOOK_UNAUTHENTICATED: {
    kind: 'unauthenticated',
    words:
      'This webhook’s address or secret is not one of ours. Compare both with the practice’s connection page.',
  },
  WEBHOOK_EVENT_UNKNOWN: {
    kind: 'missing',
    words: 'There is no webhook for this event. The practice’s connection page lists the eight there are.',
  },
  WEBHOOK_UNREADABLE: {
    kind: 'invalid',
    words: 'The body is no notification that we know. Nothing was taken from it.',
  },
  WEBHOOK_NOT_KEPT: {
    kind: 'transient',
    words:
      'The notification could not be kept just now. Send it again; otherwise the next sweep finds the change.',
  },
  TOO_MANY_FAILURES: {
    kind: 'throttled',
    words: 'Too many requests from this address failed to authenticate. Wait a minute.',
  },
  RUN_MISSING: { kind: 'missing', words: 'There is no such run of the sync in this practice.' },
  RUNS_WAIT: {
    kind: 'throttled',
    words:
      'As many readings of days and practitioners as can be worked off soon wait already. Ask again in a minute; the regular sync goes on.',
  },
  SEAL_BROKEN: {
    kind: 'bug',
    words: 'A sealed value cannot be opened: it was altered, moved, or sealed under another key.',
  },
  SERVICE_UNREACHABLE: {
    kind: 'transient',
    words: 'Another of our services did not answer in time. Try again shortly.',
  },
  CALL_INVALID: {
    kind: 'invalid',
    words: 'A call between our services cannot be understood or has no deadline. Its reason is given.',
  },
  UNAUTHENTICATED: {
    kind: 'unauthenticated',
    words: 'The request bears no valid access token. Sign in again.',
  },
  FORBIDDEN: { kind: 'forbidden', words: 'You may not do this. Ask an administrator of your practice.' },
  NOT_FOUND: { kind: 'missing', words: 'There is no such thing here.' },
  METHOD_NOT_ALLOWED: { kind: 'invalid', words: 'This address does not take that method.' },
  VALIDATION_FAILED: {
    kind: 'invalid',
    words: 'The request is not of the expected form. `details` names each place and what is wrong there.',
  },
  BODY_TOO_LARGE: { kind: 'invalid', words: 'The body of the request is larger than is taken here.' },
  TOO_MANY_REQUESTS: {
    kind: 'throttled',
    words: 'Too many requests in a short time. Try again after the time in Retry-After.',
  },
  IDEMPOTENCY_KEY_REQUIRED: {
    kind: 'invalid',
    words:
      'This request needs an Idempotency-Key of 16 to 64 characters, so that sending it twice does it once.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'refused',
    words: 'This Idempotency-Key was used for another request. Take a new one.',
  },
  REVISION_STALE: {
    kind: 'conflict',
    words: 'It was changed meanwhile. Load it, look at what is there now, and save again.',
  },
  PRIVATE_NOTES_FORBIDDEN: {
    kind: 'forbidden',
    words: 'Private notes are their practitioner’s alone. Leave `privateNotes` out: what is there stays.',
  },
  PRACTICE_EXISTS: { kind: 'conflict', words: 'There is a practice of that id already. Choose another id.' },
  HALAXY_HOST_NOT_ALLOWED: {
    kind: 'refused',
    words: 'That Halaxy address is not among the hosts allowed here. Add its host to HALAXY_ALLOWED_HOSTS.',
  },
  INTERNAL: { kind: 'bug', words: 'Something went wrong on our side. It has been noted.' },
} as const satisfies Record<string, { readonly kind: ErrorKind; readonly words: string }>;

export type ErrorCode = keyof typeof errorCodes;
