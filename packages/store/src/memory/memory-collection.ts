import { aggregate, find, Query } from 'mingo';
import { BSON, type CreateIndexesOptions, type Document } from 'mongodb';
import { applyUpdate, applyUpsert, type Update } from './apply-update.ts';
import { copyOf, keyOf, withNow } from './documents.ts';
import { type Find, MemoryCursor } from './memory-cursor.ts';
import { asMongo } from './operators.ts';
import type { Table } from './table.ts';

/** How a collection reaches its documents: by itself, or within a transaction. */
export type Access = {
  readonly now: () => Date;
  /** What this session sees. */
  read(session: unknown): Promise<Table>;
  /** Changes it alone; outside of a transaction it waits for the one that runs. */
  write<T>(session: unknown, change: (table: Table) => T): Promise<T>;
};

type Options = Document & { readonly session?: unknown };
type Counts = { matchedCount: number; modifiedCount: number; upsertedCount: number; deletedCount: number };

const knownOptions = new Set(
  'session projection sort limit skip batchSize upsert returnDocument ordered writeConcern readConcern'.split(
    ' ',
  ),
);

/** The methods of the driver's `Collection` that the house uses, as MongoDB answers them. Another is an error. */
export function createMemoryCollection(access: Access) {
  const { read, now } = access;

  function matching(table: Table, filter: Document, sort?: Document): Document[] {
    const asked = withNow(filter, now());
    const matches = plainTest(asked) ?? queryTest(asked);
    const found = candidatesOf(table, asked).filter(matches);
    return sort
      ? (find(found, {})
          .sort(sort as Record<string, 1 | -1>)
          .all() as Document[])
      : found;
  }

  function shaped(
    table: Table,
    filter: Document,
    { sort, skip = 0, limit = 0, projection }: Find,
  ): Document[] {
    const sorted = matching(table, filter, sort);
    const within = sorted.slice(skip, limit > 0 ? skip + limit : undefined).map(copyOf);
    return projection ? (find(within, {}, projection).all() as Document[]) : within;
  }

  function updateIn(table: Table, filter: Document, update: Update, { upsert = false, many = false }) {
    const asked = withNow(update, now());
    const condition = withNow(filter, now());
    const held = matching(table, filter);
    const chosen = many ? held : held.slice(0, 1);
    let modifiedCount = 0;
    let after: Document | undefined;
    for (const before of chosen) {
      after = applyUpdate(before, condition, asked);
      if (Buffer.compare(BSON.serialize(before), BSON.serialize(after)) === 0) continue;
      modifiedCount += 1;
      table.put(after);
    }
    if (chosen.length === 0 && upsert) {
      after = applyUpsert(condition, asked);
      after._id ??= new BSON.ObjectId();
      table.insert(after);
      return { ...counts({ upsertedCount: 1 }), before: undefined, after };
    }
    return { ...counts({ matchedCount: chosen.length, modifiedCount }), before: chosen[0], after };
  }

  function replaceIn(table: Table, filter: Document, next: Document, { upsert = false }) {
    const [held] = matching(table, filter);
    if (held) table.put(copyOf({ ...next, _id: held._id }));
    else if (upsert) table.insert(copyOf({ ...next, _id: next._id ?? filter._id }));
    return counts(held ? { matchedCount: 1, modifiedCount: 1 } : { upsertedCount: upsert ? 1 : 0 });
  }

  function deleteIn(table: Table, filter: Document, { many }: { many: boolean }) {
    const found = matching(table, filter);
    const chosen = many ? found : found.slice(0, 1);
    for (const { _id } of chosen) table.delete(keyOf(_id));
    return counts({ deletedCount: chosen.length });
  }

  function insertIn(table: Table, documents: readonly Document[]) {
    for (const document of documents) {
      document._id ??= new BSON.ObjectId();
      table.insert(copyOf(document));
    }
    return { acknowledged: true, insertedCount: documents.length };
  }

  function bulkIn(table: Table, operation: Document): Counts {
    const [kind] = Object.keys(operation);
    const { filter = {}, update, replacement, document, upsert } = operation[kind ?? ''] ?? {};
    if (kind === 'updateOne') return updateIn(table, filter, update, { upsert });
    if (kind === 'updateMany') return updateIn(table, filter, update, { upsert, many: true });
    if (kind === 'deleteOne') return deleteIn(table, filter, { many: false });
    if (kind === 'deleteMany') return deleteIn(table, filter, { many: true });
    if (kind === 'replaceOne') return replaceIn(table, filter, replacement, { upsert });
    if (kind === 'insertOne') insertIn(table, [document]);
    else throw new Error(`the memory store knows no bulk operation ${kind}`);
    return counts({});
  }

  const change = <T>(options: Options, work: (table: Table) => T): Promise<T> => {
    assertKnown(options);
    return access.write(options.session, work);
  };

  return strict({
    async insertOne(document: Document, options: Options = {}) {
      return change(options, (table) => insertIn(table, [document]));
    },
    async insertMany(documents: readonly Document[], options: Options = {}) {
      return change(options, (table) => insertIn(table, documents));
    },
    find(filter: Document = {}, options: Options = {}) {
      assertKnown(options);
      const { session, sort, skip, limit, projection } = options;
      const asked = { ...(sort && { sort }), ...(skip && { skip }), ...(limit && { limit }) };
      return new MemoryCursor(async (shape) => shaped(await read(session), filter, shape), {
        ...asked,
        ...(projection && { projection }),
      });
    },
    async findOne(filter: Document = {}, options: Options = {}) {
      assertKnown(options);
      return shaped(await read(options.session), filter, { ...options, limit: 1 })[0] ?? null;
    },
    async findOneAndUpdate(filter: Document, update: Update, options: Options = {}) {
      return change(options, (table) => {
        const { before, after } = updateIn(table, filter, update, { upsert: options.upsert });
        const answered = options.returnDocument === 'after' ? after : before;
        return answered ? copyOf(answered) : null;
      });
    },
    async updateOne(filter: Document, update: Update, options: Options = {}) {
      return change(options, (table) => updateIn(table, filter, update, { upsert: options.upsert }));
    },
    async updateMany(filter: Document, update: Update, options: Options = {}) {
      return change(options, (table) =>
        updateIn(table, filter, update, { upsert: options.upsert, many: true }),
      );
    },
    async replaceOne(filter: Document, next: Document, options: Options = {}) {
      return change(options, (table) => replaceIn(table, filter, next, { upsert: options.upsert }));
    },
    async deleteOne(filter: Document, options: Options = {}) {
      return change(options, (table) => deleteIn(table, filter, { many: false }));
    },
    async deleteMany(filter: Document = {}, options: Options = {}) {
      return change(options, (table) => deleteIn(table, filter, { many: true }));
    },
    async bulkWrite(operations: readonly Document[], options: Options = {}) {
      return change(options, (table) => {
        const done = operations.map((operation) => bulkIn(table, operation));
        return counts(
          done.reduce(
            (sum, each) => ({
              matchedCount: sum.matchedCount + each.matchedCount,
              modifiedCount: sum.modifiedCount + each.modifiedCount,
              upsertedCount: sum.upsertedCount + each.upsertedCount,
              deletedCount: sum.deletedCount + each.deletedCount,
            }),
            counts({}),
          ),
        );
      });
    },
    aggregate(pipeline: readonly Document[], options: Options = {}) {
      assertKnown(options);
      return new MemoryCursor(async () => {
        const table = await read(options.session);
        const [first, ...rest] = pipeline;
        // Most begin with a match: what does not fit need not be copied.
        const chosen = first?.$match ? matching(table, first.$match) : table.all();
        const stages = first?.$match ? rest : [...pipeline];
        return aggregate(chosen.map(copyOf), withNow(stages, now()), asMongo) as Document[];
      }, {});
    },
    async countDocuments(filter: Document = {}, options: Options = {}) {
      assertKnown(options);
      const { length } = matching(await read(options.session), filter);
      return Math.min(length, options.limit ?? length);
    },
    async estimatedDocumentCount() {
      return (await read(undefined)).size;
    },
    async distinct(field: string, filter: Document = {}, options: Options = {}) {
      assertKnown(options);
      const found = matching(await read(options.session), filter).map((document) => document[field]);
      return [...new Map(found.flat().map((value) => [keyOf(value), value])).values()];
    },
    async createIndex(fields: Document, { unique = false, expireAfterSeconds }: CreateIndexesOptions = {}) {
      const name = Object.entries(fields).flat().join('_');
      await access.write(undefined, ({ indexes }) => {
        if (indexes.some((index) => index.name === name)) return;
        indexes.push({ name, fields: Object.keys(fields), unique, expireAfterSeconds });
      });
      return name;
    },
    async indexes() {
      return (await read(undefined)).indexes.map(({ name, expireAfterSeconds }) => ({
        name,
        expireAfterSeconds,
      }));
    },
  });
}

export type MemoryCollection = ReturnType<typeof createMemoryCollection>;

/** By `_id` where the filter names it, else all of them. */
function candidatesOf(table: Table, { _id }: Document): Document[] {
  const named = typeof _id === 'object' && _id !== null ? _id.$in : _id === undefined ? undefined : [_id];
  if (!Array.isArray(named)) return table.all();
  return [...new Set(named.map(keyOf))].flatMap((key) => table.get(key) ?? []);
}

function queryTest(asked: Document): (document: Document) => boolean {
  const query = new Query(asked, asMongo);
  return (document) => query.test(document);
}

/** Most questions ask for plain values, which need no query made for them; undefined for any other. */
function plainTest({ _id, ...rest }: Document): ((document: Document) => boolean) | undefined {
  const wanted = Object.entries(rest);
  const named = typeof _id === 'object' && _id !== null ? Object.keys(_id).join() === '$in' : true;
  const isPlain = ([name, value]: [string, unknown]) =>
    !name.startsWith('$') && !name.includes('.') && ['string', 'number', 'boolean'].includes(typeof value);
  if (!named || !wanted.every(isPlain)) return undefined;
  return (document) =>
    wanted.every(([name, value]) => {
      const held: unknown = document[name];
      return held === value || (Array.isArray(held) && held.includes(value));
    });
}

function counts(some: Partial<Counts>): Counts & { acknowledged: true } {
  return {
    acknowledged: true,
    matchedCount: 0,
    modifiedCount: 0,
    upsertedCount: 0,
    deletedCount: 0,
    ...some,
  };
}

function assertKnown(options: Options): void {
  const unknown = Object.keys(options).find((name) => !knownOptions.has(name));
  if (unknown) throw new Error(`the memory store does not know the option ${unknown}`);
}

/** What is not known is told, instead of being undefined. */
function strict<T extends object>(methods: T): T {
  return new Proxy(methods, {
    get(target, name) {
      if (typeof name === 'string' && name !== 'then' && !(name in target))
        throw new Error(`the memory store does not know Collection.${name}`);
      return Reflect.get(target, name);
    },
  });
}
