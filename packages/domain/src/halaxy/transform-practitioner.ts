import { ownField } from '../loose/own-field.ts';
import { readContact } from './contact-point.ts';
import { formatHumanName, readHumanName } from './human-name.ts';
import { readHeader } from './read-header.ts';
import type { Transformed, TransformFault } from './transformed.ts';

/** Somebody who works at the practice. */
export type Practitioner = {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly active: boolean;
  readonly lastUpdatedMs: number | undefined;
};

/**
 * Reads a Practitioner. Ids that begin with `EP-` are external contacts (a referring doctor): never staff.
 * Without a name the id is shown. `active` is false only where Halaxy says so.
 */
export function transformPractitioner(record: unknown): Transformed<Practitioner> {
  const { header, faults: found } = readHeader(record, 'Practitioner');
  if (header === undefined) return { kind: 'unusable', faults: found };
  if (isExternalId(header.id)) return { kind: 'external', id: header.id };
  const name = formatHumanName(readHumanName(record));
  const faults: TransformFault[] = name === '' ? [...found, { code: 'NO_NAME', path: 'name' }] : found;
  return {
    kind: 'usable',
    record: {
      ...header,
      displayName: name || header.id,
      email: readContact(record).email,
      active: ownField(record, 'active') !== false,
    },
    faults,
  };
}

/** Whether an id is that of an external contact, as practitioner or in a role. */
export function isExternalId(id: string): boolean {
  return id.toUpperCase().startsWith('EP-');
}
