import { ownField } from '../loose/own-field.ts';
import { parseReference } from './parse-reference.ts';
import { readHeader } from './read-header.ts';
import { isExternalId } from './transform-practitioner.ts';
import type { Transformed } from './transformed.ts';

/** A practitioner at one clinic. Appointments name this, not the practitioner; somebody at two clinics has two. */
export type Role = {
  readonly id: string;
  readonly practitionerId: string;
  readonly organizationId: string | null;
  readonly active: boolean;
  readonly lastUpdatedMs: number | undefined;
};

/** Reads a PractitionerRole. A role with an `EP-` id, or of an `EP-` practitioner, is never staff. */
export function transformRole(record: unknown): Transformed<Role> {
  const { header, faults } = readHeader(record, 'PractitionerRole');
  if (header === undefined) return { kind: 'unusable', faults };
  if (isExternalId(header.id)) return { kind: 'external', id: header.id };
  const practitioner = parseReference(ownField(record, 'practitioner'), ['Practitioner']);
  if (practitioner === undefined)
    return { kind: 'unusable', faults: [...faults, { code: 'BAD_REFERENCE', path: 'practitioner' }] };
  if (isExternalId(practitioner.id)) return { kind: 'external', id: header.id };
  return {
    kind: 'usable',
    record: {
      ...header,
      practitionerId: practitioner.id,
      organizationId: parseReference(ownField(record, 'organization'), ['Organization'])?.id ?? null,
      active: ownField(record, 'active') !== false,
    },
    faults,
  };
}
