import { BloomError } from '@bloom/kit';

const keyForm = /^[\x21-\x7e]{16,64}$/;

/** @throws BloomError IDEMPOTENCY_KEY_REQUIRED for one that is missing or malformed */
export function assertIdempotencyKey(key: string | undefined): asserts key is string {
  if (key === undefined || !keyForm.test(key)) throw new BloomError('IDEMPOTENCY_KEY_REQUIRED');
}
