import { BSON, type Document } from 'mongodb';

/** A document as MongoDB would keep it: its own copy, without what is undefined. */
export function copyOf<T extends Document>(document: T): T {
  return BSON.deserialize(BSON.serialize(document, { ignoreUndefined: true })) as T;
}

/** The key under which a document is kept: its `_id`, of whatever type. */
export function keyOf(id: unknown): string {
  return typeof id === 'string' ? id : BSON.EJSON.stringify({ id });
}

/** Expressions with the server's time in the place of `$$NOW`. */
export function withNow<T>(expression: T, now: Date): T {
  if (expression === '$$NOW') return now as T;
  if (Array.isArray(expression)) return expression.map((part) => withNow(part, now)) as T;
  if (!isPlain(expression)) return expression;
  const parts = Object.entries(expression).map(([name, part]) => [name, withNow(part, now)]);
  return Object.fromEntries(parts) as T;
}

function isPlain(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
