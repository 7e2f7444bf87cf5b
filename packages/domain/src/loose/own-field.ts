/**
 * The value of a property that the object itself bears, else undefined: whatever `value` is, nothing is thrown,
 * and nothing is read from a prototype (a body that names `__proto__` gains nothing by it).
 */
export function ownField(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
