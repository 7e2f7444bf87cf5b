import { ownField } from './own-field.ts';

/** The list that a property holds; anything else reads as an empty one. */
export function ownList(value: unknown, key: string): readonly unknown[] {
  const held = ownField(value, key);
  return Array.isArray(held) ? held : [];
}
