import { aggregate, updateOne } from 'mingo';
import type { Document } from 'mongodb';
import { copyOf } from './documents.ts';
import { asMongo } from './operators.ts';

/** An update by operators, or by a pipeline. */
export type Update = Document | readonly Document[];

/** A document after an update; the given one stays as it is. */
export function applyUpdate(held: Document, filter: Document, update: Update): Document {
  const document = copyOf(held);
  if (Array.isArray(update)) {
    const [changed] = aggregate([document], [...update], asMongo);
    return copyOf(changed as Document);
  }
  const { $setOnInsert: _, ...operators } = update as Document;
  if (Object.keys(operators).length > 0) updateOne([document], filter, operators);
  return copyOf(document);
}

/** What an upsert puts where nothing matched: what the filter says is equal, and then the update. */
export function applyUpsert(filter: Document, update: Update): Document {
  const equal = Object.fromEntries(
    Object.entries(filter).filter(([name, wanted]) => isEquality(name, wanted)),
  );
  if (Array.isArray(update)) return applyUpdate(equal, {}, update);
  const { $setOnInsert, ...operators } = update as Document;
  const $set = { ...$setOnInsert, ...operators.$set };
  return applyUpdate(equal, {}, { ...operators, ...(Object.keys($set).length > 0 ? { $set } : {}) });
}

function isEquality(name: string, wanted: unknown): boolean {
  if (name.startsWith('$')) return false;
  const operators = typeof wanted === 'object' && wanted !== null ? Object.keys(wanted) : [];
  return !operators.some((key) => key.startsWith('$'));
}
