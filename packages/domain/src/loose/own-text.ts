import { ownField } from './own-field.ts';

/** The text that a property holds, as it stands; anything but text reads as undefined. */
export function ownText(value: unknown, key: string): string | undefined {
  const held = ownField(value, key);
  return typeof held === 'string' ? held : undefined;
}
