import { type Role, roles } from '@bloom/contracts';
import { BloomError } from '@bloom/kit';
import type { Caller } from './verify-token.ts';

const everyone = roles;
const clinic = ['practitioner', 'reception', 'admin'] as const;
const clinicAndOps = [...clinic, 'ops'] as const;

/**
 * Which roles may use which route: the one place that says so, for the code, its tests and the OpenAPI document.
 * A route that is not here cannot be declared, and a role that is not listed may not.
 */
export const policy = {
  'GET /me': everyone,
  'GET /practitioners': clinic,
  'GET /providers': clinic,
  'GET /practitioners/{id}/dashboard': clinic,
  'GET /practices/{id}/overview': ['reception', 'admin'],
  'GET /sessions/{id}': clinic,
  'GET /sessions/{id}/history': clinic,
  'PATCH /sessions/{id}': clinic,
  'POST /sessions': clinic,
  'GET /edits': clinic,
  'GET /edits/{id}': clinic,
  'POST /edits/{id}/retry': clinic,
  'POST /edits/{id}/seen': clinic,
  'GET /appointments': clinic,
  'GET /patients': clinic,
  'POST /patients': clinic,
  'GET /patients/{id}': clinic,
  'PATCH /patients/{id}': clinic,
  'PUT /patients/{id}/status': clinic,
  'GET /clients/{id}/own': clinic,
  'PUT /clients/{id}/own': clinic,
  'GET /practitioners/{id}/settings': clinic,
  'PUT /practitioners/{id}/settings': clinic,
  'POST /practitioners/{id}/sync': clinicAndOps,
  'POST /schedule/sync': clinicAndOps,
  'GET /schedule/status/{date}': clinicAndOps,
  'GET /sync/status': clinicAndOps,
  'GET /sync/runs/{id}': clinicAndOps,
  'GET /sync/log': clinicAndOps,
  'POST /realtime/ticket': everyone,
  'GET /practices': ['admin'],
  'POST /practices': ['admin'],
  'GET /practices/{id}/connection': ['admin'],
  'POST /practices/{id}/webhook-secret': ['admin'],
  'GET /ops/breakers': ['ops'],
  'PUT /ops/breakers/{practice}/force-open': ['ops'],
  'DELETE /ops/breakers/{practice}/force-open': ['ops'],
  'GET /ops/dead-letters': ['ops'],
  'POST /ops/dead-letters/{id}/replay': ['ops'],
  'POST /ops/dead-letters/{id}/discard': ['ops'],
  'GET /ops/held-deletions': ['ops'],
  'POST /ops/held-deletions/{id}/confirm': ['ops'],
  'POST /ops/held-deletions/{id}/reject': ['ops'],
} as const satisfies Record<string, readonly Role[]>;

export type RouteName = keyof typeof policy;

/** @throws BloomError FORBIDDEN when none of the caller's roles may use the route */
export function assertMayUse(route: RouteName, caller: Caller): void {
  const allowed: readonly Role[] = policy[route];
  if (!caller.roles.some((role) => allowed.includes(role))) throw new BloomError('FORBIDDEN');
}

/** Whether the caller sees everybody's sessions of the practice, not only their own. */
export function seesWholePractice({ roles: held }: Caller): boolean {
  return held.includes('reception') || held.includes('admin');
}

/** @throws BloomError FORBIDDEN when it is a colleague's, and the caller sees only their own */
export function assertMaySee(practitionerId: string | null, caller: Caller): void {
  if (seesWholePractice(caller)) return;
  if (practitionerId === null || practitionerId !== caller.practitionerId) throw new BloomError('FORBIDDEN');
}

/** Operators start what shows them nothing. @throws BloomError FORBIDDEN as above for everybody else */
export function assertMaySync(practitionerId: string, caller: Caller): void {
  if (!caller.roles.includes('ops')) assertMaySee(practitionerId, caller);
}

/** Private notes are for a practitioner who has a session with the client: for no other role, whatever else it sees. */
export function seesPrivateNotes({ roles: held }: Caller, hasSession: boolean): boolean {
  return hasSession && held.includes('practitioner');
}

/** The practice whose administrators look after the others. */
export const firstPractice = 'demo';

/** @throws BloomError FORBIDDEN */
export function assertOfFirstPractice({ practice }: Caller): void {
  if (practice !== firstPractice) throw new BloomError('FORBIDDEN');
}

/** @throws BloomError NOT_FOUND for another practice's id: whether there is one is not told */
export function assertOwnPractice(id: string, { practice }: Caller): void {
  if (id !== practice) throw new BloomError('NOT_FOUND');
}
