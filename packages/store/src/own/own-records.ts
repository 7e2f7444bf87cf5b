import { BloomError } from '@bloom/kit';
import type { Collection } from 'mongodb';
import { isDuplicateKey, type Store } from '../connect-store.ts';
import type { EncodedMessage, Outbox, OutboxRow } from '../outbox/outbox.ts';
import type {
  ClientOwnDocument,
  ClientOwnShown,
  OwnDocument,
  PractitionerSettingsDocument,
} from './documents.ts';

/** Two that make the same document at once are tried again, this often. */
const triesMax = 5;

/** What is kept beside its place and its counter. */
export type OwnFields<D extends OwnDocument> = Omit<D, keyof OwnDocument>;

export type OwnSave<D extends OwnDocument> = {
  readonly practice: string;
  readonly id: string;
  /** The revision that the change was decided upon, 0 = nothing was kept; undefined = whatever is kept now. */
  readonly expected: number | undefined;
  /** Decides what is kept from now on. Pure: it may be asked again. */
  readonly decide: (held: D | null) => OwnFields<D>;
  /** What is to be announced with it. Has no effect of its own: it may be asked again. */
  readonly announce: (before: D | null, after: D) => Promise<readonly EncodedMessage[]>;
};

export type OwnSaved<D> = { readonly document: D; readonly rows: readonly OutboxRow[] };

/** Reads what Bloom itself keeps; each function takes the practice first, and finds nothing outside of it. */
export function readOwn(store: Store) {
  return {
    /** Private notes are not read along. */
    clients: readerOf<ClientOwnShown>(store, 'client_own', { privateNotes: 0 }),
    clientsWithNotes: readerOf<ClientOwnDocument>(store, 'client_own'),
    settings: readerOf<PractitionerSettingsDocument>(store, 'settings'),
  };
}

export type OwnReader = ReturnType<typeof readOwn>;

/** Keeps what Halaxy has no place for. Written by dashboard-api alone. */
export function createOwnRecords(store: Store, outbox: Outbox) {
  return {
    saveClient: saverOf<ClientOwnDocument>(store, outbox, 'client_own'),
    saveSettings: saverOf<PractitionerSettingsDocument>(store, outbox, 'settings'),
  };
}

export type OwnRecords = ReturnType<typeof createOwnRecords>;

function readerOf<D extends OwnDocument>(store: Store, name: string, projection: Record<string, 0> = {}) {
  const documents = store.collection(name) as unknown as Collection<OwnDocument>;
  const all = async (filter: { practice: string; _id?: { $in: string[] } }): Promise<Map<string, D>> => {
    const found = (await documents.find(filter, { projection }).toArray()) as D[];
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

function saverOf<D extends OwnDocument>(store: Store, outbox: Outbox, name: string) {
  const documents = store.collection(name) as unknown as Collection<OwnDocument>;

  async function trySave({ practice, id, expected, decide, announce }: OwnSave<D>): Promise<OwnSaved<D>> {
    return store.transaction(async (session) => {
      const _id = keyOf(practice, id);
      const held = (await documents.findOne({ _id, practice }, { session })) as D | null;
      const revision = held?.revision ?? 0;
      if (expected !== undefined && expected !== revision) throw new BloomError('REVISION_STALE');
      const document = { ...decide(held), _id, practice, id, revision: revision + 1 } as D;
      if (held) await documents.replaceOne({ _id, revision }, document, { session });
      else await documents.insertOne(document, { session });
      return { document, rows: await outbox.add(await announce(held, document), session) };
    });
  }

  /**
   * Saves with its announcements, in one transaction, and answers what is kept now.
   *
   * @throws BloomError REVISION_STALE when another revision than the expected one is kept; STORE_CONTENDED
   */
  return async (save: OwnSave<D>): Promise<OwnSaved<D>> => {
    for (let tries = 1; tries <= triesMax; tries += 1) {
      try {
        return await trySave(save);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    throw new BloomError('STORE_CONTENDED', `a document of ${name} that many make at once`);
  };
}

const keyOf = (practice: string, id: string): string => `${practice}|${id}`;
