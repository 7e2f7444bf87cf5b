import { ownField } from './own-field.ts';

const written = /^-?\d{1,15}(\.\d{1,6})?$/;

/** The number that a property holds; Halaxy writes some as text. Anything else reads as undefined. */
export function ownNumber(value: unknown, key: string): number | undefined {
  const held = ownField(value, key);
  if (typeof held === 'string') return written.test(held) ? Number(held) : undefined;
  return typeof held === 'number' && Number.isFinite(held) ? held : undefined;
}
