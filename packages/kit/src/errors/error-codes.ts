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
  INTERNAL: { kind: 'bug', words: 'Something went wrong on our side. It has been noted.' },
} as const satisfies Record<string, { readonly kind: ErrorKind; readonly words: string }>;

export type ErrorCode = keyof typeof errorCodes;
