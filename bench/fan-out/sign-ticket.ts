import { createHmac, randomUUID } from 'node:crypto';
import { type TicketClaims, ticketAudience, ticketIssuer } from '@bloom/contracts';

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A ticket as dashboard-api signs it, for one user of the practice that is measured. */
export function signTicket(user: string, key: Uint8Array): string {
  const seconds = Math.floor(Date.now() / 1_000);
  const claims: TicketClaims = {
    jti: randomUUID(),
    sub: user,
    practice: 'demo',
    roles: ['reception'],
    sessionEndsAt: Date.now() + 3_600_000,
  };
  const times = { iss: ticketIssuer, aud: ticketAudience, iat: seconds, exp: seconds + 30 };
  const signed = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64({ ...claims, ...times })}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}
