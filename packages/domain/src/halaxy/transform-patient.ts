import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';
import { type Contact, readContact } from './contact-point.ts';
import { readHumanName } from './human-name.ts';
import { ownExtension } from './own-extension.ts';
import { readDate } from './read-date.ts';
import { readHeader } from './read-header.ts';
import type { Transformed, TransformFault } from './transformed.ts';

export type PostalAddress = {
  readonly line: string;
  readonly suburb: string;
  readonly state: string;
  readonly postcode: string;
};

/** A person the practice cares for, as Halaxy has them. */
export type Client = Contact & {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly preferredName: string | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null;
  /** Halaxy's own word. */
  readonly gender: string | null;
  readonly address: PostalAddress | null;
  readonly active: boolean;
  /** Halaxy's own word: current, contact, archived, blocked, deceased. */
  readonly halaxyStatus: string | null;
  readonly lastUpdatedMs: number | undefined;
};

/** Reads a Patient. What Halaxy does not say is null, names are then empty. */
export function transformPatient(record: unknown): Transformed<Client> {
  const { header, faults: found } = readHeader(record, 'Patient');
  if (header === undefined) return { kind: 'unusable', faults: found };
  const faults: TransformFault[] = [...found];
  const { given, family, preferred } = readHumanName(record);
  if (given === '' && family === '') faults.push({ code: 'NO_NAME', path: 'name' });
  const birthDate = readDate(ownField(record, 'birthDate'));
  if (birthDate === undefined) faults.push({ code: 'BAD_DATE', path: 'birthDate' });
  return {
    kind: 'usable',
    record: {
      ...header,
      ...readContact(record),
      givenName: given,
      familyName: family,
      preferredName: preferred,
      birthDate: birthDate ?? null,
      gender: ownText(record, 'gender') ?? null,
      address: readAddress(record),
      active: ownField(record, 'active') !== false,
      halaxyStatus: readStatus(record),
    },
    faults,
  };
}

function readAddress(record: unknown): PostalAddress | null {
  const all = ownList(record, 'address').filter((one) => typeof one === 'object' && one !== null);
  const chosen = all.find((one) => ownText(one, 'use') === 'home') ?? all[0];
  if (chosen === undefined) return null;
  return {
    line: ownList(chosen, 'line')
      .filter((part) => typeof part === 'string')
      .join(', '),
    suburb: ownText(chosen, 'city') ?? '',
    state: ownText(chosen, 'state') ?? '',
    postcode: ownText(chosen, 'postalCode') ?? '',
  };
}

function readStatus(record: unknown): string | null {
  const extension = ownExtension(record, 'patient-status');
  return ownText(extension, 'valueString') ?? ownText(extension, 'valueCode') ?? null;
}
