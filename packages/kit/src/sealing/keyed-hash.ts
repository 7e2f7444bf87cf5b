import { createHmac } from 'node:crypto';
import { secretKey } from './secret-key.ts';

/**
 * The only form in which a record's id appears in logs, Redis keys and Kafka keys: the first 128 bits
 * of HMAC-SHA-256 over its parts, in hex. The parts are kept apart, so ('a','bc') and ('ab','c') differ.
 */
export function keyedHash(key: Uint8Array, ...parts: readonly string[]): string {
  return createHmac('sha256', secretKey(key)).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
