import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { Person } from './directory/directory.ts';
import type { SigningKey } from './signing-key.ts';

/** How long an access token lives: a working day and a bit. */
export const tokenLifeSeconds = 12 * 60 * 60;

/** What a token says about its bearer beyond the registered claims of RFC 9068. */
export function personClaims(person: Person, practiceId: string) {
  return {
    practice: practiceId,
    roles: [...person.roles],
    name: person.name,
    email: person.email,
    ...(person.practitionerId === undefined ? {} : { practitioner_id: person.practitionerId }),
  };
}

/** Signs an access token outside of any log-in; the same as what a log-in gives. */
export async function signAccessToken(
  person: Person,
  practiceId: string,
  { issuer, audience, key }: { issuer: string; audience: string; key: SigningKey },
): Promise<string> {
  return new SignJWT(personClaims(person, practiceId))
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(person.sub)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${tokenLifeSeconds}s`)
    .sign(await importJWK(key, 'ES256'));
}
