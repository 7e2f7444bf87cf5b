import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BloomError } from '../errors/bloom-error.ts';
import { secretKey } from './secret-key.ts';

/** Wraps data keys. A file's key in development; a cloud's key service or a vault in production. */
export type KmsProvider = {
  /** Names the wrapping key, so that a later one can take over while old wraps still open. */
  readonly keyId: string;
  wrap(dataKey: Uint8Array): Promise<Uint8Array>;
  /** @throws BloomError SEAL_BROKEN when the wrap is not ours. */
  unwrap(wrapped: Uint8Array, keyId: string): Promise<Uint8Array>;
};

const ivBytes = 12;
const tagBytes = 16;

/**
 * A wrapping key held in this process: for development, and for one clinic with a mounted Secret.
 * AES-256-GCM; the key's id is bound as associated data.
 *
 * @param keys 32-byte keys by id; the first wraps, all unwrap.
 */
export function localKms(keys: ReadonlyMap<string, Uint8Array>): KmsProvider {
  const [first] = keys;
  if (!first) throw new BloomError('SETTINGS_INVALID', 'no wrapping key was given');
  const [keyId, key] = first;
  return {
    keyId,
    async wrap(dataKey) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', secretKey(key), iv).setAAD(Buffer.from(keyId));
      return Buffer.concat([iv, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
    },
    async unwrap(wrapped, wrappedUnder) {
      const held = keys.get(wrappedUnder);
      if (!held) throw new BloomError('SEAL_BROKEN', 'the wrapping key is not known here');
      try {
        const decipher = createDecipheriv('aes-256-gcm', secretKey(held), wrapped.subarray(0, ivBytes))
          .setAAD(Buffer.from(wrappedUnder))
          .setAuthTag(wrapped.subarray(-tagBytes));
        return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, -tagBytes)), decipher.final()]);
      } catch (cause) {
        throw new BloomError('SEAL_BROKEN', 'the wrapped key does not open', { cause });
      }
    },
  };
}
