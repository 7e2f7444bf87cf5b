import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { BloomError } from '../errors/bloom-error.ts';
import type { KmsProvider } from './kms-provider.ts';
import { secretKey } from './secret-key.ts';

/** Where a sealed value lives. Moved to another place, it does not open. */
export type SealedPlace = {
  readonly practice: string;
  readonly collection: string;
  readonly id: string;
  readonly field: string;
};

/** A value under its own data key, which is wrapped by the provider: all base64, safe to store anywhere. */
export type Sealed = {
  readonly v: 1;
  readonly keyId: string;
  readonly key: string;
  readonly iv: string;
  readonly data: string;
  readonly tag: string;
};

/**
 * Seals and opens values: AES-256-GCM under a fresh data key and a random 96-bit IV, with practice,
 * collection, id, field and key id as associated data, so that a ciphertext cannot change places.
 */
export function createSealer(kms: KmsProvider) {
  return {
    async seal(plain: string, place: SealedPlace): Promise<Sealed> {
      const dataKey = randomBytes(32);
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secretKey(dataKey), iv).setAAD(
        associatedData(place, kms.keyId),
      );
      const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return {
        v: 1,
        keyId: kms.keyId,
        key: Buffer.from(await kms.wrap(dataKey)).toString('base64'),
        iv: iv.toString('base64'),
        data: data.toString('base64'),
        tag: cipher.getAuthTag().toString('base64'),
      };
    },

    /** @throws BloomError SEAL_BROKEN when it was altered, moved, or sealed under another key. */
    async open(sealed: Sealed, place: SealedPlace): Promise<string> {
      const dataKey = await kms.unwrap(Buffer.from(sealed.key, 'base64'), sealed.keyId);
      try {
        const decipher = createDecipheriv(
          'aes-256-gcm',
          secretKey(dataKey),
          Buffer.from(sealed.iv, 'base64'),
          {
            authTagLength: 16,
          },
        )
          .setAAD(associatedData(place, sealed.keyId))
          .setAuthTag(Buffer.from(sealed.tag, 'base64'));
        return Buffer.concat([
          decipher.update(Buffer.from(sealed.data, 'base64')),
          decipher.final(),
        ]).toString('utf8');
      } catch (cause) {
        throw new BloomError('SEAL_BROKEN', `${place.collection}.${place.field}`, { cause });
      }
    },
  };
}

export type Sealer = ReturnType<typeof createSealer>;

/** JSON keeps the parts apart: no two places share one encoding. */
function associatedData({ practice, collection, id, field }: SealedPlace, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([practice, collection, id, field, keyId]));
}
