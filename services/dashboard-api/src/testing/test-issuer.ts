import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const testIssuer = 'https://issuer.test';
export const testAudience = 'bloom-sync';

type Signing = {
  readonly header?: Readonly<Record<string, unknown>>;
  /** Instead of the issuer's own key. */
  readonly key?: CryptoKey | Uint8Array;
};

/** An issuer in memory: signs tokens, good and bad ones, and answers its keys. */
export async function createTestIssuer(kid = 'key-1') {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const published = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  return {
    kid,
    privateKey,
    published,
    fetchKeys: async () => ({ keys: [published] }),
    /** A token of these claims over usual ones; `undefined` leaves a claim out. */
    sign(claims: JWTPayload, { header = {}, key = privateKey }: Signing = {}): Promise<string> {
      const now = Math.floor(Date.now() / 1_000);
      const usual = { iss: testIssuer, aud: testAudience, sub: 'u_1', practice: 'demo', roles: ['admin'] };
      return new SignJWT(withoutAbsent({ ...usual, iat: now, exp: now + 600, ...claims }))
        .setProtectedHeader(withoutAbsent({ alg: 'ES256', kid, typ: 'at+jwt', ...header }))
        .sign(key);
    },
  };
}

export type TestIssuer = Awaited<ReturnType<typeof createTestIssuer>>;

function withoutAbsent<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
