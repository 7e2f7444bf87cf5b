import { ownField } from '../loose/own-field.ts';
import { ownNumber } from '../loose/own-number.ts';

/** An amount of money in cents, from dollars; undefined where there is none that can be read. */
export function ownCents(value: unknown, key: string): number | undefined {
  const dollars = ownNumber(ownField(value, key), 'value');
  return dollars === undefined ? undefined : Math.round(dollars * 100);
}
