import { ownText } from '../loose/own-text.ts';

/** The resource types that may be named to us. */
export const referenceTypes = [
  'Appointment',
  'ChargeItemDefinition',
  'HealthcareService',
  'Invoice',
  'InvoiceLine',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Referral',
  'ReferralDefinition',
] as const;

export type ReferenceType = (typeof referenceTypes)[number];
export type HalaxyReference = { readonly type: ReferenceType; readonly id: string };

const idShape = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Reads a reference as Halaxy writes it, a full URL or a path, with or without a sibling `type`: the last segment is
 * the id, `type` or else the segment before it the type. The host is never looked at. Anything else is undefined.
 *
 * @param allowed types that may be named here
 */
export function parseReference(
  value: unknown,
  allowed: readonly ReferenceType[] = referenceTypes,
): HalaxyReference | undefined {
  const written = ownText(value, 'reference');
  if (written === undefined || written.length > 2_048) return undefined;
  const segments = written.split('/').filter(Boolean);
  // A version may follow the id: `Patient/1/_history/2` names Patient 1.
  if (segments.at(-2) === '_history') segments.splice(-2);
  const id = segments.at(-1);
  const typeName = ownText(value, 'type') ?? segments.at(-2);
  const type = allowed.find((name) => name === typeName);
  if (type === undefined || !isHalaxyId(id)) return undefined;
  return { type, id };
}

/** Whether this can be an id at Halaxy: 1 to 64 letters, digits and hyphens. Ids are opaque beyond that. */
export function isHalaxyId(id: unknown): id is string {
  return typeof id === 'string' && idShape.test(id);
}
