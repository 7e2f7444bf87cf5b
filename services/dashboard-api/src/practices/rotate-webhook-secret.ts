import type { Sealed } from '@bloom/kit';
import type { PracticeDocument } from '@bloom/store';

/** How long the secret before still counts, so that Halaxy's settings can be changed without a lost webhook. */
const bothCountMs = 24 * 3_600_000;
const earlierMax = 7;

type WebhookSecrets = PracticeDocument['webhookSecrets'];

/**
 * A practice's webhook secrets once there is a new one. Which of the earlier ones Halaxy has is not known: an answer may
 * have been lost and the secret in it entered nowhere. So each keeps the end that was told of it. Of too many the one just
 * replaced gives way, since whoever asks that often enters none.
 */
export function withNewSecret(held: WebhookSecrets, secret: Sealed, nowMs: number): WebhookSecrets {
  const [newest, ...before] = held;
  const replaced = newest ? [{ secret: newest.secret, endsAtMs: nowMs + bothCountMs }] : [];
  const counting = before.filter(({ endsAtMs }) => endsAtMs !== null && endsAtMs > nowMs);
  return [{ secret, endsAtMs: null }, ...[...replaced, ...counting].slice(-earlierMax)];
}

/** Until when all secrets count that Halaxy may have, milliseconds UTC. */
export function allCountUntilMs(secrets: WebhookSecrets, nowMs: number): number {
  const ends = secrets.flatMap(({ endsAtMs }) => endsAtMs ?? []);
  return Math.min(...ends, nowMs + bothCountMs);
}
