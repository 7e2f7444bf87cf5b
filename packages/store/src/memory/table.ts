import { type Document, MongoServerError } from 'mongodb';
import { keyOf } from './documents.ts';

const duplicateKey = 11_000;

export type MemoryIndex = {
  readonly name: string;
  readonly fields: readonly string[];
  readonly unique: boolean;
  readonly expireAfterSeconds: number | undefined;
};

/** The documents of one collection by their keys. A document is never changed, only put anew: so a fork is cheap. */
export class Table {
  readonly #documents: Map<string, Document>;
  readonly indexes: MemoryIndex[];

  constructor(documents: Iterable<[string, Document]> = [], indexes: MemoryIndex[] = []) {
    this.#documents = new Map(documents);
    this.indexes = indexes;
  }

  /** What a transaction sees and changes for itself. */
  fork(): Table {
    return new Table(this.#documents, this.indexes);
  }

  get size(): number {
    return this.#documents.size;
  }

  get(key: string): Document | undefined {
    return this.#documents.get(key);
  }

  all(): Document[] {
    return [...this.#documents.values()];
  }

  /** @throws MongoServerError 11000 as MongoDB does where a unique index has it already */
  insert(document: Document): void {
    const key = keyOf(document._id);
    if (this.#documents.has(key)) throw duplicate('_id_');
    this.#assertUnique(document, key);
    this.#documents.set(key, document);
  }

  /** @throws MongoServerError 11000 */
  put(document: Document): void {
    const key = keyOf(document._id);
    this.#assertUnique(document, key);
    this.#documents.set(key, document);
  }

  delete(key: string): boolean {
    return this.#documents.delete(key);
  }

  /** Takes out what its indexes let end by then, milliseconds UTC. */
  expire(nowMs: number): void {
    for (const { fields, expireAfterSeconds } of this.indexes) {
      const [field] = fields;
      if (expireAfterSeconds === undefined || field === undefined) continue;
      for (const [key, { [field]: at }] of this.#documents)
        if (at instanceof Date && at.getTime() + expireAfterSeconds * 1_000 <= nowMs)
          this.#documents.delete(key);
    }
  }

  #assertUnique(document: Document, key: string): void {
    for (const { name, fields, unique } of this.indexes) {
      if (!unique) continue;
      const values = keyOf(fields.map((field) => document[field] ?? null));
      for (const [other, held] of this.#documents)
        if (other !== key && keyOf(fields.map((field) => held[field] ?? null)) === values)
          throw duplicate(name);
    }
  }
}

function duplicate(index: string): MongoServerError {
  return new MongoServerError({ message: `E11000 duplicate key: index ${index}`, code: duplicateKey });
}
