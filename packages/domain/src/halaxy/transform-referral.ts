import type { LocalDate } from '../calendar/local-date.ts';
import { ownCode } from '../loose/own-code.ts';
import { ownField } from '../loose/own-field.ts';
import { ownNumber } from '../loose/own-number.ts';
import { ownText } from '../loose/own-text.ts';
import { parseReference } from './parse-reference.ts';
import { readDate } from './read-date.ts';
import { type Header, readHeader } from './read-header.ts';
import type { Transformed, TransformFault } from './transformed.ts';

/** A referral of a client. It is over when its period is: Halaxy's own flag stays up. */
export type Referral = Header & {
  readonly patientId: string;
  /** Its kind; null where only a comment tells. */
  readonly definitionId: string | null;
  readonly comment: string | null;
  /** Sessions it allows; null where it is limited otherwise, by hours or by money. */
  readonly limit: number | null;
  /** Sessions used by Halaxy's own count, earlier ones included; may be above the limit. */
  readonly used: number;
  /** Both inclusive; null = open. */
  readonly start: LocalDate | null;
  readonly end: LocalDate | null;
};

/** Reads a Referral. One of nobody is unusable; a date that cannot be read is told, and that side is open. */
export function transformReferral(record: unknown): Transformed<Referral> {
  const { header, faults: found } = readHeader(record, 'Referral');
  if (header === undefined) return { kind: 'unusable', faults: found };
  const patient = parseReference(ownField(record, 'subject'), ['Patient']);
  if (patient === undefined)
    return { kind: 'unusable', faults: [...found, { code: 'BAD_REFERENCE', path: 'subject' }] };
  const faults: TransformFault[] = [...found];
  const period = ownField(record, 'period');
  const [start, end] = (['start', 'end'] as const).map((side) => {
    const date = readDate(ownField(period, side));
    if (date === undefined) faults.push({ code: 'BAD_DATE', path: `period.${side}` });
    return date ?? null;
  });
  const allowed = ownField(record, 'limitQuantity');
  return {
    kind: 'usable',
    record: {
      ...header,
      patientId: patient.id,
      definitionId:
        parseReference(ownField(record, 'referralDefinition'), ['ReferralDefinition'])?.id ?? null,
      comment: ownText(record, 'comment') || null,
      limit: readLimit(ownField(allowed, 'quantity')),
      used: readCount(allowed, 'quantityUsed') ?? 0,
      start: start ?? null,
      end: end ?? null,
    },
    faults,
  };
}

/** A limit in hours says nothing of sessions. */
function readLimit(quantity: unknown): number | null {
  const unit = ownCode(quantity, 'unit') ?? ownCode(quantity, 'code') ?? '';
  if (/^h(ou)?rs?$|^h$/.test(unit)) return null;
  return ownNumber(quantity, 'value') ?? null;
}

/** A count as a number, or as a quantity with a value. */
function readCount(value: unknown, key: string): number | undefined {
  return ownNumber(value, key) ?? ownNumber(ownField(value, key), 'value');
}
