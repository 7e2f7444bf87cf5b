import { createSecretKey, type KeyObject } from 'node:crypto';

const made = new WeakMap<Uint8Array, KeyObject>();

/** A key of these bytes, made once: Node takes raw bytes several times more slowly. They are not changed afterwards. */
export function secretKey(bytes: Uint8Array): KeyObject {
  const held = made.get(bytes);
  if (held) return held;
  const key = createSecretKey(bytes);
  made.set(bytes, key);
  return key;
}
