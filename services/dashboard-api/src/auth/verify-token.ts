import { type Role, roles } from '@bloom/contracts';
import { asBloomError, BloomError, type Clock } from '@bloom/kit';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import { keepBriefly } from '../keep-briefly.ts';
import type { KeySet } from './key-set.ts';

/** Who asks, as their token says it. */
export type Caller = {
  readonly sub: string;
  readonly practice: string;
  readonly roles: readonly Role[];
  /** Bloom's own id of the practitioner that the caller is. */
  readonly practitionerId: string | undefined;
  readonly name: string;
  readonly email: string;
  readonly tokenEndsAtMs: number;
};

export type VerifyToken = (token: string) => Promise<Caller>;

const toleranceSeconds = 30;
/** A signature costs more than all the rest of an answer: what was proven is believed for so long, unless it ends before. */
const believedMs = 10_000;
const tokenBytesMax = 8_192;
/** RFC 9068's type, and the plain one of issuers that do not follow it. */
const types: ReadonlySet<unknown> = new Set(['at+jwt', 'application/at+jwt', 'JWT']);
/** Headers by which a token would name its own key, or ask for what we do not do. */
const refusedHeaders = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64'] as const;

const claims = z.object({
  sub: z.string().min(1).max(128),
  exp: z.number(),
  practice: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  // A role of a later version is none here.
  roles: z.array(z.string()).transform((given) => roles.filter((role) => given.includes(role))),
  practitioner_id: z.string().min(1).max(64).optional(),
  name: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
});

/**
 * Proves who asks. One pinned algorithm; the key only by its name from the issuer's own set; issuer, audience, expiry
 * and start checked with 30 s of tolerance.
 *
 * @throws BloomError UNAUTHENTICATED, for every cause alike; SERVICE_UNREACHABLE while the issuer's keys are unknown
 */
export function createVerifyToken(options: {
  readonly keys: KeySet;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: string;
  readonly clock: Clock;
}): VerifyToken {
  const { keys, issuer, audience, algorithm, clock } = options;
  const verify = async (token: string): Promise<Caller> => {
    try {
      const kid = nameOfKey(token, algorithm);
      const key = await keys.find(kid);
      if (!key) throw new Error('a key that the issuer does not have');
      const { payload } = await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer,
        audience,
        clockTolerance: toleranceSeconds,
        currentDate: new Date(clock.nowMs()),
        requiredClaims: ['exp', 'sub', 'iss', 'aud'],
      });
      return callerOf(claims.parse(payload));
    } catch (cause) {
      if (asBloomError(cause).code === 'SERVICE_UNREACHABLE') throw cause;
      throw new BloomError('UNAUTHENTICATED', undefined, { cause });
    }
  };
  const verified = keepBriefly(verify, { keptMs: believedMs, clock });
  return async (token) => {
    const caller = await verified(token);
    if (caller.tokenEndsAtMs + toleranceSeconds * 1_000 <= clock.nowMs())
      throw new BloomError('UNAUTHENTICATED', 'the token has ended');
    return caller;
  };
}

function nameOfKey(token: string, algorithm: string): string {
  if (token.length > tokenBytesMax) throw new Error('too long');
  const header = decodeProtectedHeader(token);
  if (refusedHeaders.some((name) => name in header)) throw new Error('a header that is refused');
  if (header.alg !== algorithm) throw new Error('another algorithm');
  if (!types.has(header.typ)) throw new Error('another type');
  if (typeof header.kid !== 'string' || header.kid === '') throw new Error('names no key');
  return header.kid;
}

function callerOf(given: z.infer<typeof claims>): Caller {
  return {
    sub: given.sub,
    practice: given.practice,
    roles: given.roles,
    practitionerId: given.practitioner_id,
    name: given.name ?? given.email ?? given.sub,
    email: given.email ?? '',
    tokenEndsAtMs: given.exp * 1_000,
  };
}
