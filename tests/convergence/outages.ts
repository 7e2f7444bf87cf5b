import { BloomError } from '@bloom/kit';
import type { Store } from '@bloom/store';

/** What is away just now. */
export type Outages = { store: boolean; cache: boolean; broker: boolean };

/** A process that can be killed: whatever it still does after that reaches nobody. */
export type Life = { killed: boolean };

/** The store as one process has it: nothing of a killed one is kept, and while the store is away nothing is answered. */
export function storeOf(store: Store, life: Life, outages: Outages): Store {
  const refuse = () => {
    if (life.killed) throw new BloomError('STORE_UNAVAILABLE', 'this process was killed');
    if (outages.store) throw new BloomError('STORE_UNAVAILABLE', 'the store is away');
  };
  const guarded = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(held, name) {
        const method = Reflect.get(held, name);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) => {
          refuse();
          return method.apply(held, args);
        };
      },
    });
  return {
    ...store,
    collection: ((name: string) => guarded(store.collection(name))) as Store['collection'],
    async transaction(work) {
      refuse();
      return store.transaction(async (transaction) => {
        const answer = await work(transaction);
        // What was not committed when the process ended never was.
        refuse();
        return answer;
      });
    },
  };
}
