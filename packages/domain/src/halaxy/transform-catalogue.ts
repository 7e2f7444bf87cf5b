import { ownField } from '../loose/own-field.ts';
import { ownList } from '../loose/own-list.ts';
import { ownNumber } from '../loose/own-number.ts';
import { ownText } from '../loose/own-text.ts';
import { ownCents } from './own-cents.ts';
import { ownExtension } from './own-extension.ts';
import { type Header, readHeader } from './read-header.ts';
import type { Transformed } from './transformed.ts';

/** What a practice's other records name: who pays, which service, what it costs, what kind of referral. */
export const catalogueTypes = [
  'ChargeItemDefinition',
  'HealthcareService',
  'Organization',
  'ReferralDefinition',
] as const;

export type CatalogueType = (typeof catalogueTypes)[number];

export type CatalogueEntry = Header & {
  readonly type: CatalogueType;
  /** As Halaxy names it; empty where it does not. */
  readonly name: string;
  /** How many may come to one appointment of a service; null where Halaxy does not say, and for other types. */
  readonly patientsMax: number | null;
  /** What a fee costs, in cents; null where Halaxy does not say, and for other types. */
  readonly priceCents: number | null;
};

/** Reads a record of one of the catalogue's types. Nothing in it can make it unusable but its type or its id. */
export function transformCatalogue(type: CatalogueType): (record: unknown) => Transformed<CatalogueEntry> {
  return (record) => {
    const { header, faults } = readHeader(record, type);
    if (header === undefined) return { kind: 'unusable', faults };
    const name = ownText(record, 'name') ?? ownText(record, 'title') ?? '';
    const most = ownExtension(record, 'healthcare-service-max-patients');
    const patientsMax =
      ownNumber(most, 'valueInteger') ??
      ownNumber(most, 'valueString') ??
      ownNumber(ownField(most, 'valueQuantity'), 'value') ??
      null;
    return {
      kind: 'usable',
      record: { ...header, type, name, patientsMax, priceCents: readPrice(record) },
      faults: name === '' ? [...faults, { code: 'NO_NAME', path: 'name' }] : faults,
    };
  };
}

/** The sum of the base prices of its first group that has any. */
function readPrice(record: unknown): number | null {
  for (const group of ownList(record, 'propertyGroup')) {
    const base = ownList(group, 'priceComponent').filter((part) => ownText(part, 'type') === 'base');
    const cents = base.flatMap((part) => ownCents(part, 'amount') ?? []);
    if (cents.length > 0) return cents.reduce((sum, each) => sum + each, 0);
  }
  return null;
}
