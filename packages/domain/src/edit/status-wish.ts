import type { ShownStatus } from '../dashboard/shown-status.ts';
import { type ParticipantStatus, readParticipantStatus } from '../halaxy/participant-status.ts';

/** The statuses that a person can give a session. */
export const writableStatuses = [
  'scheduled',
  'confirmed',
  'arrived',
  'completed',
  'no_show',
  'cancelled',
] as const;

export type WritableStatus = (typeof writableStatuses)[number];

/** What a person wants a session's status to be; status and charge are one field. */
export type StatusWish = {
  readonly status: WritableStatus;
  /** Of a cancellation: whether it is billed. Means nothing else. */
  readonly charge: boolean;
};

/** What a person saw a session's status to be; a patient who has come is seen as `arrived`. */
export type StatusSeen = ShownStatus | 'arrived';

/** What Halaxy has: the code, and whether the session's invoice is at zero (undefined where it was not looked at). */
export type StatusNow = Pick<ParticipantStatus, 'meaning' | 'arrived'> & {
  readonly isUncharged?: boolean | undefined;
};

const codes = {
  scheduled: 'booked',
  confirmed: 'confirmed',
  arrived: 'arrived',
  completed: 'attended',
  no_show: 'did not attend',
} as const satisfies Record<Exclude<WritableStatus, 'cancelled'>, string>;

/** Halaxy's code for it. The two cancellations are written apart, and read back alike. */
export function codeOfStatus({ status, charge }: StatusWish): string {
  if (status === 'cancelled') return charge ? 'cancelled' : 'cancelled (no charge)';
  return codes[status];
}

/** How a wish is shown before Halaxy has it. */
export function statusAsWished(wish: StatusWish): Pick<ParticipantStatus, 'meaning' | 'arrived'> {
  const { meaning, arrived } = readParticipantStatus(codeOfStatus(wish));
  return { meaning, arrived };
}

/** Whether Halaxy has what is wished. A cancellation that costs nothing is done once nothing is owed either. */
export function isStatusDone(now: StatusNow, wish: StatusWish): boolean {
  const wanted = statusAsWished(wish);
  if (now.meaning !== wanted.meaning || now.arrived !== wanted.arrived) return false;
  return wish.status !== 'cancelled' || (now.isUncharged === true) !== wish.charge;
}

/**
 * Whether Halaxy still has what the person saw. What the clock alone made of it (in progress, a look wanted) equals any
 * session that is not over; so does a code that we do not know.
 */
export function isStatusAsSeen({ meaning, arrived }: StatusNow, seen: StatusSeen): boolean {
  const isOpen = meaning === 'scheduled' || meaning === 'confirmed' || meaning === 'unknown';
  switch (seen) {
    case 'in_progress':
    case 'needs_review':
      return isOpen;
    case 'arrived':
      return arrived;
    case 'confirmed':
      return meaning === 'confirmed' && !arrived;
    case 'scheduled':
      return meaning === 'scheduled' || meaning === 'unknown';
    default:
      return meaning === seen;
  }
}
