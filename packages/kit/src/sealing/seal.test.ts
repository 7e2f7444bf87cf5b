import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { localKms } from './kms-provider.ts';
import { createSealer, type SealedPlace } from './seal.ts';

const kms = localKms(new Map([['k1', new Uint8Array(32).fill(7)]]));
const sealer = createSealer(kms);
const place: SealedPlace = { practice: 'demo', collection: 'practices', id: 'demo', field: 'clientSecret' };

test('what was sealed opens again, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (plain) => {
      expect(await sealer.open(await sealer.seal(plain, place), place)).toBe(plain);
    }),
  );
});

test('I6: the sealed form holds nothing of the plain text, and differs each time', async () => {
  const [one, two] = [await sealer.seal('Canary Citizen', place), await sealer.seal('Canary Citizen', place)];
  expect(Buffer.from(one.data, 'base64').toString('latin1')).not.toContain('Canary');
  expect(one.data).not.toBe(two.data);
});

test.each(['practice', 'collection', 'id', 'field'] as const)(
  'I5: a ciphertext moved to another %s does not open',
  async (part) => {
    const sealed = await sealer.seal('secret', place);
    await expect(sealer.open(sealed, { ...place, [part]: 'other' })).rejects.toMatchObject({
      code: 'SEAL_BROKEN',
    });
  },
);

describe('an altered seal does not open', () => {
  test.each(['key', 'iv', 'data', 'tag'] as const)('one bit of its %s', async (part) => {
    const sealed = await sealer.seal('secret', place);
    const bytes = Buffer.from(sealed[part], 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    await expect(sealer.open({ ...sealed, [part]: bytes.toString('base64') }, place)).rejects.toMatchObject({
      code: 'SEAL_BROKEN',
    });
  });

  test('a tag that was cut short', async () => {
    const sealed = await sealer.seal('secret', place);
    const tag = Buffer.from(sealed.tag, 'base64').subarray(0, 4).toString('base64');
    await expect(sealer.open({ ...sealed, tag }, place)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  });
});

test('after a rotation the new key seals, and old seals still open', async () => {
  const old = await sealer.seal('secret', place);
  const both = localKms(
    new Map([
      ['k2', new Uint8Array(32).fill(9)],
      ['k1', new Uint8Array(32).fill(7)],
    ]),
  );
  const rotated = createSealer(both);
  expect((await rotated.seal('x', place)).keyId).toBe('k2');
  expect(await rotated.open(old, place)).toBe('secret');
});
