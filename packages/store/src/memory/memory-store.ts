import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as roundTrip } from 'node:timers/promises';
import type { Clock } from '@bloom/kit';
import type { Collection, Document } from 'mongodb';
import type { Store, Transaction } from '../connect-store.ts';
import { type Access, createMemoryCollection } from './memory-collection.ts';
import { Table } from './table.ts';

/** What a transaction changed, by collection: nobody else sees it before its end. */
type Session = { readonly tables: Map<string, Table>; open: boolean };

/**
 * The store in memory, for tests: the same questions and changes on plain documents, under any clock. Transactions run one
 * after the other and stand whole or not at all; shapes are not looked at.
 */
export function createMemoryStore({
  clock,
  onTurn = () => {},
}: {
  readonly clock: Clock;
  /** Told of every question and change: who waits for quiet listens to it. */
  readonly onTurn?: () => void;
}): Store {
  const tables = new Map<string, Table>();
  const within = new AsyncLocalStorage<Session>();
  let last: Promise<unknown> = Promise.resolve();

  /** One change, or one transaction, at a time. */
  function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  }

  function committed(name: string): Table {
    const held = tables.get(name) ?? new Table();
    tables.set(name, held);
    held.expire(clock.nowMs());
    return held;
  }

  function own(session: Session, name: string): Table {
    if (!session.open) throw new Error('the transaction has ended');
    const held = session.tables.get(name) ?? committed(name).fork();
    session.tables.set(name, held);
    return held;
  }

  const accessTo = (name: string): Access => ({
    now: () => new Date(clock.nowMs()),
    async read(session) {
      onTurn();
      await roundTrip();
      return session ? own(session as Session, name) : committed(name);
    },
    async write(session, change) {
      onTurn();
      await roundTrip();
      if (session) return change(own(session as Session, name));
      if (within.getStore()?.open)
        throw new Error(`a change of ${name} within a transaction must be given the transaction`);
      return inTurn(() => change(committed(name)));
    },
  });

  return {
    collection: <T extends Document>(name: string) =>
      createMemoryCollection(accessTo(name)) as unknown as Collection<T>,
    hold: async () => {},
    transaction: (work) =>
      inTurn(async () => {
        const session: Session = { tables: new Map(), open: true };
        try {
          const answer = await within.run(session, () => work(session as unknown as Transaction));
          for (const [name, table] of session.tables) tables.set(name, table);
          return answer;
        } finally {
          session.open = false;
        }
      }),
    ping: async () => {},
    dropDatabase: async () => tables.clear(),
    close: async () => {},
  };
}
