import type { Sealed } from '@bloom/kit';
import type { PracticeDocument } from '@bloom/store';

/** How long the secret before still counts, so that Halaxy's settings can be changed without a lost webhook. */
export const bothCountMs = 24 * 3_600_000;

/** A practice's webhook secrets once there is a new one: never more than two, and the old one has an end. */
export function withNewSecret(
  held: PracticeDocument['webhookSecrets'],
  secret: Sealed,
  nowMs: number,
): PracticeDocument['webhookSecrets'] {
  const [newest] = held;
  const before = newest ? [{ secret: newest.secret, endsAtMs: nowMs + bothCountMs }] : [];
  return [{ secret, endsAtMs: null }, ...before];
}
