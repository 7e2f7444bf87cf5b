import type { Clock, Sealed, Sealer } from '@bloom/kit';
import type { DashboardCache } from '@bloom/store';

/** What is kept: whose generation it goes with, and which part of what they have it is. Neither holds an id. */
export type Place = { readonly practice: string; readonly owner: string; readonly part: string };

/** Something that stands until `untilMs` (milliseconds UTC) if nothing changes. */
type Lasting = { readonly untilMs: number };

/**
 * Reads through the cache: what is kept there is sealed for its place, and goes with the generation that is raised before a
 * change is announced (I4). Who asks while it is read waits for that reading, if it began under the same generation.
 */
export function createReadThrough(ports: {
  readonly cache: DashboardCache;
  readonly sealer: Sealer;
  readonly clock: Clock;
}) {
  const { cache, sealer, clock } = ports;
  /** Readings that others may wait for, by what they read and the generation that they began in. */
  const underWay = new Map<string, Promise<unknown>>();

  const sealedFor = ({ practice, owner, part }: Place) => ({
    ...{ practice, collection: 'redis', id: owner, field: `dashboard:${part}` },
  });

  /** What cannot be opened, as after a change of keys, was not cached. */
  async function opened<T extends Lasting>(sealed: string | undefined, place: Place): Promise<T | undefined> {
    if (sealed === undefined) return undefined;
    try {
      const value = JSON.parse(await sealer.open(JSON.parse(sealed) as Sealed, sealedFor(place))) as T;
      return value.untilMs > clock.nowMs() ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async function readAndKeep<T extends Lasting>(
    fill: (value: string) => Promise<void>,
    place: Place,
    readAnew: () => Promise<T>,
  ): Promise<T> {
    const value = await readAnew();
    await fill(JSON.stringify(await sealer.seal(JSON.stringify(value), sealedFor(place))));
    return value;
  }

  return {
    async read<T extends Lasting>(
      place: Place,
      readAnew: () => Promise<T>,
    ): Promise<{ value: T; cache: 'hit' | 'miss' }> {
      const { owner, part } = place;
      const { hit, generation, fill } = await cache.look(owner, part);
      const kept = await opened<T>(hit, place);
      if (kept) return { value: kept, cache: 'hit' };
      const key = JSON.stringify([owner, part, generation]);
      const others = generation === undefined ? undefined : underWay.get(key);
      if (others) return { value: (await others) as T, cache: 'miss' };
      const reading = readAndKeep(fill, place, readAnew);
      underWay.set(key, reading);
      const forget = (): void => {
        if (underWay.get(key) === reading) underWay.delete(key);
      };
      reading.then(forget, forget);
      return { value: await reading, cache: 'miss' };
    },

    /** Reads it anew, whatever is kept, and keeps it for those who read next. */
    async renew<T extends Lasting>(place: Place, readAnew: () => Promise<T>): Promise<T> {
      const { fill } = await cache.look(place.owner, place.part);
      return readAndKeep(fill, place, readAnew);
    },
  };
}

export type ReadThrough = ReturnType<typeof createReadThrough>;
