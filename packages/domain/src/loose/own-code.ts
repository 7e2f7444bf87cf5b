import { ownField } from './own-field.ts';
import { ownList } from './own-list.ts';
import { ownText } from './own-text.ts';

/** A code as Halaxy writes one: a plain word, a coding, or a concept with codings or a text. Lower case; undefined for none. */
export function ownCode(value: unknown, key: string): string | undefined {
  const held = ownField(value, key);
  const coded = ownList(held, 'coding').map((coding) => ownText(coding, 'code'));
  const written = [ownText(value, key), ownText(held, 'code'), ...coded, ownText(held, 'text')];
  return written
    .find((code) => code !== undefined && code.trim() !== '')
    ?.trim()
    .toLowerCase();
}
