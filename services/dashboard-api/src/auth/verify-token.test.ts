import { systemClock } from '@bloom/kit';
import { createTestClock } from '@bloom/testkit';
import { beforeAll, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTPayload } from 'jose';
import { createTestIssuer, type TestIssuer, testAudience, testIssuer } from '../testing/test-issuer.ts';
import { createKeySet } from './key-set.ts';
import { createVerifyToken, type VerifyToken } from './verify-token.ts';

let issuer: TestIssuer;
let verify: VerifyToken;

beforeAll(async () => {
  issuer = await createTestIssuer();
  const keys = createKeySet({ fetchKeys: issuer.fetchKeys, algorithm: 'ES256', clock: systemClock });
  const names = { issuer: testIssuer, audience: testAudience, algorithm: 'ES256' };
  verify = createVerifyToken({ keys, ...names, clock: systemClock });
});

const nowSeconds = () => Math.floor(Date.now() / 1_000);
const hmacKey = new Uint8Array(32).fill(7);

test('a good token says who asks', async () => {
  const token = await issuer.sign({
    roles: ['practitioner', 'juggler'],
    practitioner_id: 'p_1',
    email: 'a@b.test',
  });
  expect(await verify(token)).toMatchObject({
    sub: 'u_1',
    practice: 'demo',
    roles: ['practitioner'],
    practitionerId: 'p_1',
    email: 'a@b.test',
  });
});

test('30 s of another clock are tolerated', async () => {
  await expect(verify(await issuer.sign({ exp: nowSeconds() - 27 }))).resolves.toBeDefined();
  await expect(verify(await issuer.sign({ nbf: nowSeconds() + 27 }))).resolves.toBeDefined();
});

/** A verifier under a clock of its own. */
function verifierAt(startMs: number, fetchKeys = issuer.fetchKeys) {
  const clock = createTestClock(startMs);
  const keys = createKeySet({ fetchKeys, algorithm: 'ES256', clock });
  return {
    pass: clock.pass,
    keys,
    verify: createVerifyToken({
      keys,
      issuer: testIssuer,
      audience: testAudience,
      algorithm: 'ES256',
      clock,
    }),
  };
}

test('a token that was believed a moment ago is not believed after its end', async () => {
  const { pass, verify: verifyAt } = verifierAt(Date.now());
  const token = await issuer.sign({ exp: nowSeconds() - 27 });
  await expect(verifyAt(token)).resolves.toBeDefined();
  pass(5_000);
  await expect(verifyAt(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('a token whose key the issuer withdrew is believed for ten seconds at most', async () => {
  let published = issuer.fetchKeys;
  const { pass, keys, verify: verifyAt } = verifierAt(Date.now(), () => published());
  const token = await issuer.sign({});
  await expect(verifyAt(token)).resolves.toBeDefined();
  const another = await createTestIssuer();
  published = another.fetchKeys;
  pass(10_000);
  await keys.reload();
  await expect(verifyAt(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

const badClaims: readonly (readonly [string, JWTPayload])[] = [
  ['of another issuer', { iss: 'https://other.test' }],
  ['of an issuer with a slash more', { iss: `${testIssuer}/` }],
  ['of no issuer', { iss: undefined }],
  ['for another audience', { aud: 'other' }],
  ['for no audience', { aud: undefined }],
  ['that has ended', { exp: nowSeconds() - 32 }],
  ['that has no end', { exp: undefined }],
  ['that has not begun', { nbf: nowSeconds() + 60 }],
  ['of nobody', { sub: undefined }],
  ['of an empty name', { sub: '' }],
  ['of a very long name', { sub: 'x'.repeat(129) }],
  ['of no practice', { practice: undefined }],
  ['of a practice that is no text', { practice: { $ne: '' } }],
  ['of a practice with a path in it', { practice: '../demo' }],
  ['of no roles', { roles: undefined }],
  ['whose roles are a text', { roles: 'admin' }],
  ['whose roles are numbers', { roles: [1] }],
  ['whose practitioner is a list', { practitioner_id: ['p_1'] }],
];

test.each(badClaims)('a token %s is not believed', async (_, claims) => {
  await expect(verify(await issuer.sign(claims))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

const badHeaders: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['that names no key', { kid: undefined }],
  ['that names an unknown key', { kid: 'key-2' }],
  ['whose key name is a path', { kid: '../../etc/passwd' }],
  ['of another type', { typ: 'logout+jwt' }],
  ['of no type', { typ: undefined }],
  ['that names a place for its key', { jku: 'https://evil.test/jwks' }],
  ['that names a place for its certificate', { x5u: 'https://evil.test/cert' }],
  ['that brings a certificate', { x5c: ['MIIB'] }],
];

test.each(badHeaders)('a token %s is not believed', async (_, header) => {
  await expect(verify(await issuer.sign({}, { header }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that no library would make. */
const forged: readonly (readonly [string, (good: string) => Promise<string> | string])[] = [
  ['unsigned', (good) => `${part({ alg: 'none', typ: 'at+jwt', kid: issuer.kid })}.${good.split('.')[1]}.`],
  [
    'of no algorithm, signed',
    (good) => `${part({ typ: 'at+jwt', kid: issuer.kid })}.${good.split('.').slice(1).join('.')}`,
  ],
  ['without its signature', (good) => good.split('.').slice(0, 2).join('.')],
  ['with an empty signature', (good) => `${good.split('.').slice(0, 2).join('.')}.`],
  ['with another signature', (good) => `${good.slice(0, -8)}AAAAAAAA`],
  [
    'with other claims',
    (good) =>
      [
        good.split('.')[0],
        part({ sub: 'u_2', practice: 'other', roles: ['admin'] }),
        good.split('.')[2],
      ].join('.'),
  ],
  [
    'signed with the public key as a secret',
    async () => {
      const key = await importJWK({ ...issuer.published }, 'ES256', { extractable: true });
      const spki = await exportSPKI(key as CryptoKey);
      return issuer.sign({}, { header: { alg: 'HS256' }, key: new TextEncoder().encode(spki) });
    },
  ],
  ['signed with a secret', () => issuer.sign({}, { header: { alg: 'HS256' }, key: hmacKey })],
  [
    'that brings its own key',
    async () => {
      const own = await generateKeyPair('ES256');
      const jwk = await exportJWK(own.publicKey);
      return issuer.sign({}, { header: { jwk }, key: own.privateKey });
    },
  ],
  [
    'signed with another key under a known name',
    async () => issuer.sign({}, { key: (await generateKeyPair('ES256')).privateKey }),
  ],
  [
    'of another curve',
    async () =>
      issuer.sign({}, { header: { alg: 'ES384' }, key: (await generateKeyPair('ES384')).privateKey }),
  ],
  [
    'that asks for what we do not do',
    (good) =>
      `${part({ alg: 'ES256', kid: issuer.kid, typ: 'at+jwt', crit: ['exp'] })}.${good.split('.').slice(1).join('.')}`,
  ],
  ['that is no token', () => 'not-a-token'],
  ['that is empty', () => ''],
  ['of nine kilobytes', () => 'a'.repeat(9_000)],
  ['whose header is no JSON', (good) => `e30x.${good.split('.').slice(1).join('.')}`],
];

test.each(forged)('a token %s is not believed', async (_, forge) => {
  const token = await forge(await issuer.sign({}));
  await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
