import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store, type Transaction } from '../connect-store.ts';
import type { EncodedMessage, Outbox, OutboxRow } from '../outbox/outbox.ts';
import type {
  ClientOwnDocument,
  ClientOwnField,
  ClientOwnKept,
  ClientOwnShown,
  OwnDocument,
  PractitionerSettingsDocument,
} from './documents.ts';
import { combineOwn, readMergedOwn } from './merged-own.ts';

/** Two that make the same document at once are tried again, this often. */
const triesMax = 5;

/** What is kept beside its place and its counter. */
export type OwnFields<D extends OwnDocument> = Omit<D, keyof OwnDocument>;

/** What is kept of a client by itself, without what was folded into it. */
export type ClientOwnFields = Pick<ClientOwnDocument, ClientOwnField>;

export type OwnSave<Kept extends OwnDocument, Fields> = {
  readonly practice: string;
  readonly id: string;
  /** The revision that the change was decided upon, 0 = nothing was kept; undefined = whatever is kept now. */
  readonly expected: number | undefined;
  /** Decides what is kept from now on. Pure: it may be asked again. */
  readonly decide: (held: Kept | null) => Fields;
  /** What is to be announced with it. Has no effect of its own: it may be asked again. */
  readonly announce: (before: Kept | null, after: Kept) => Promise<readonly EncodedMessage[]>;
};

export type OwnSaved<D> = { readonly document: D; readonly rows: readonly OutboxRow[] };

/** Reads what Bloom itself keeps; each function takes the practice first, and finds nothing outside of it. */
export function readOwn(store: Store) {
  const documentsOf = readMergedOwn(store);
  return {
    clients: {
      /** By id; what nothing is kept of is not in it. Private notes are not read along. */
      async byIds(practice: string, ids: readonly string[]): Promise<ReadonlyMap<string, ClientOwnShown>> {
        const found = await documentsOf(practice, ids, { projection: { privateNotes: 0 } });
        return new Map(
          [...found].map(([id, documents]) => {
            const { notes: _, ...shown } = combineOwn(practice, id, documents);
            return [id, shown];
          }),
        );
      },
    },
    clientsWithNotes: {
      async byIds(practice: string, ids: readonly string[]): Promise<ReadonlyMap<string, ClientOwnKept>> {
        const found = await documentsOf(practice, ids);
        return new Map([...found].map(([id, documents]) => [id, combineOwn(practice, id, documents)]));
      },
    },
    settings: readerOf<PractitionerSettingsDocument>(store, 'settings'),
  };
}

export type OwnReader = ReturnType<typeof readOwn>;

/** Keeps what Halaxy has no place for. Written by dashboard-api alone. */
export function createOwnRecords(store: Store, outbox: Outbox) {
  return {
    /**
     * Saves what is decided of a client; a field that is not decided stays as it is.
     *
     * @throws BloomError REVISION_STALE when another revision than the expected one is kept; STORE_CONTENDED
     */
    saveClient: trying('client_own', clientSaver(store, outbox)),
    /** @throws BloomError REVISION_STALE, STORE_CONTENDED */
    saveSettings: trying('settings', settingsSaver(store, outbox)),
  };
}

export type OwnRecords = ReturnType<typeof createOwnRecords>;

function readerOf<D extends OwnDocument>(store: Store, name: string) {
  const documents = store.collection(name) as unknown as Collection<OwnDocument>;
  const all = async (filter: { practice: string; _id?: { $in: string[] } }): Promise<Map<string, D>> => {
    const found = (await documents.find(filter).toArray()) as D[];
    return new Map(found.map((document) => [document.id, document]));
  };
  return {
    /** By id; what nothing is kept of is not in it. */
    byIds: async (practice: string, ids: readonly string[]): Promise<ReadonlyMap<string, D>> =>
      ids.length === 0
        ? new Map()
        : all({ practice, _id: { $in: [...new Set(ids)].map((id) => keyOf(practice, id)) } }),
    /** All of the practice, by id. */
    all: (practice: string): Promise<ReadonlyMap<string, D>> => all({ practice }),
  };
}

function clientSaver(store: Store, outbox: Outbox) {
  const documents: Collection<ClientOwnDocument> = store.collection('client_own');
  const documentsOf = readMergedOwn(store);
  return ({ practice, id, ...save }: OwnSave<ClientOwnKept, Partial<ClientOwnFields>>) =>
    store.transaction(async (session): Promise<OwnSaved<ClientOwnKept>> => {
      const behind = (await documentsOf(practice, [id], { session })).get(id) ?? [];
      const before = behind.length > 0 ? combineOwn(practice, id, behind) : null;
      assertExpected(save.expected, before);
      const merged = behind.filter((one) => one.id !== id);
      const held = behind.find((one) => one.id === id);
      const decided = save.decide(before);
      const mergedIds = merged.map((one) => one.id);
      const document: ClientOwnDocument = {
        ...(held ?? { presentingIssues: [], privateNotes: null, sessionsElsewhere: null }),
        ...decided,
        ...(mergedIds.length === 0
          ? {}
          : {
              folded: {
                ...held?.folded,
                ...Object.fromEntries(Object.keys(decided).map((field) => [field, mergedIds])),
              },
            }),
        ...{ _id: keyOf(practice, id), practice, id, revision: (held?.revision ?? 0) + 1 },
      };
      await put(documents as unknown as Collection<OwnDocument>, document, held?.revision, session);
      const after = combineOwn(practice, id, [document, ...merged]);
      return { document: after, rows: await outbox.add(await save.announce(before, after), session) };
    });
}

function settingsSaver(store: Store, outbox: Outbox) {
  type D = PractitionerSettingsDocument;
  const documents: Collection<D> = store.collection('settings');
  return ({ practice, id, ...save }: OwnSave<D, OwnFields<D>>) =>
    store.transaction(async (session): Promise<OwnSaved<D>> => {
      const held = await documents.findOne({ _id: keyOf(practice, id), practice }, { session });
      assertExpected(save.expected, held);
      const revision = (held?.revision ?? 0) + 1;
      const document: D = { ...save.decide(held), _id: keyOf(practice, id), practice, id, revision };
      await put(documents as unknown as Collection<OwnDocument>, document, held?.revision, session);
      return { document, rows: await outbox.add(await save.announce(held, document), session) };
    });
}

function assertExpected(expected: number | undefined, held: OwnDocument | null): void {
  if (expected !== undefined && expected !== (held?.revision ?? 0)) throw new BloomError('REVISION_STALE');
}

async function put(
  documents: Collection<OwnDocument>,
  document: OwnDocument,
  heldRevision: number | undefined,
  session: Transaction,
): Promise<void> {
  if (heldRevision === undefined) await documents.insertOne(document, { session });
  else await documents.replaceOne({ _id: document._id, revision: heldRevision }, document, { session });
}

/** Two that make the same document at once: one is tried again, upon what the other made. */
function trying<Save, Saved>(name: string, save: (one: Save) => Promise<Saved>) {
  return async (one: Save): Promise<Saved> => {
    for (let tries = 1; tries <= triesMax; tries += 1) {
      try {
        return await save(one);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    throw new BloomError('STORE_CONTENDED', `a document of ${name} that many make at once`);
  };
}

const keyOf = (practice: string, id: string): string => `${practice}|${id}`;
