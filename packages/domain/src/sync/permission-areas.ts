/** The areas in which an API key is given rights at Halaxy, by the names of its settings, and what of each every sweep lists. */
export const permissionAreas = {
  Appointments: ['Appointment'],
  Patients: ['Patient'],
  Practitioners: ['Practitioner', 'PractitionerRole'],
  'Invoices & Payments': ['Invoice', 'InvoiceLine'],
  'Claims & Referrals': ['Referral'],
} as const satisfies Record<string, readonly string[]>;

export type PermissionArea = keyof typeof permissionAreas;
export type PermissionState = 'ok' | 'missing' | 'unknown';

/** A type that was refused longer ago than this is believed to be had again once it was listed. */
const latelyMs = 10 * 60_000;

/**
 * What the sync's own experience says of a key's rights in each area: missing where a type of it was refused and has not
 * been listed since, ok where all were listed, unknown where one was neither.
 *
 * @param known.listedAtMs when each type was last listed whole, milliseconds UTC
 * @param known.refusedAtMs when each type was first refused; only what nobody has resolved
 * @param known.lastAttemptAtMs when the newest run began, null before the first
 */
export function decidePermissions(known: {
  readonly listedAtMs: Readonly<Record<string, number>>;
  readonly refusedAtMs: Readonly<Record<string, number>>;
  readonly lastAttemptAtMs: number | null;
}): Record<PermissionArea, PermissionState> {
  const lately = (known.lastAttemptAtMs ?? 0) - latelyMs;
  const stateOf = (type: string): PermissionState => {
    const listed = known.listedAtMs[type];
    const refused = known.refusedAtMs[type];
    // A refusal is noted once: listings that stopped after it tell that it goes on.
    if (refused !== undefined && (listed === undefined || listed <= refused || listed < lately))
      return 'missing';
    return listed === undefined ? 'unknown' : 'ok';
  };
  const areas = Object.entries(permissionAreas).map(([area, types]) => {
    const states = types.map(stateOf);
    const worst = states.includes('missing') ? 'missing' : states.includes('unknown') ? 'unknown' : 'ok';
    return [area, worst];
  });
  return Object.fromEntries(areas);
}
