import type { Nudge } from '../ring/nudge.ts';

/** An entity that waits to be shown: all nudges of it since it was shown last, as one. */
export type PendingEntity = {
  readonly kind: string;
  readonly id: string;
  readonly channels: ReadonlySet<string>;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly committedAtMs: number | undefined;
  /** It was among some of which one could not be composed: it is taken alone. */
  readonly suspect: boolean;
  /** How often it could not be composed alone. */
  readonly tries: number;
};

/**
 * What of one practice waits to be shown, by entity: a change more of what waits already costs nothing. Kept in the
 * order of first nudges, so that the first one tells up to where everything has been shown.
 */
export function createPendingChanges() {
  let waiting = new Map<string, PendingEntity>();

  function merge(older: PendingEntity, newer: PendingEntity): PendingEntity {
    return {
      ...older,
      channels: new Set([...older.channels, ...newer.channels]),
      lastOffset: Math.max(older.lastOffset, newer.lastOffset),
      committedAtMs: older.committedAtMs ?? newer.committedAtMs,
    };
  }

  return {
    note({ kind, id, channels, offset, committedAtMs }: Nudge): void {
      const key = keyOf({ kind, id });
      const noted = {
        kind,
        id,
        channels: new Set(channels),
        firstOffset: offset,
        lastOffset: offset,
        committedAtMs,
        suspect: false,
        tries: 0,
      };
      const held = waiting.get(key);
      waiting.set(key, held ? merge(held, noted) : noted);
    },
    /** Takes up to so many of those that may be shown now, oldest first. */
    take(countMax: number, mayShow: (entity: PendingEntity) => boolean): PendingEntity[] {
      const taken: PendingEntity[] = [];
      for (const [key, entity] of waiting) {
        if (!mayShow(entity)) continue;
        if (taken.length === countMax || taken[0]?.suspect || (taken[0] && entity.suspect)) break;
        taken.push(entity);
        waiting.delete(key);
      }
      return taken;
    },
    /** Puts back what could not be shown, before all that came since. */
    putBack(entities: readonly PendingEntity[]): void {
      const first = new Map(entities.map((entity) => [keyOf(entity), entity]));
      for (const [key, newer] of waiting) {
        const older = first.get(key);
        first.set(key, older ? merge(older, newer) : newer);
      }
      waiting = first;
    },
    firstOffset(): number | undefined {
      for (const { firstOffset } of waiting.values()) return firstOffset;
      return undefined;
    },
    /** How long until one of them may be shown; undefined when none waits. */
    waitMs(waitOf: (entity: PendingEntity) => number): number | undefined {
      let least: number | undefined;
      for (const entity of waiting.values()) {
        least = Math.min(least ?? Number.POSITIVE_INFINITY, waitOf(entity));
        if (least === 0) break;
      }
      return least;
    },
    clear: () => waiting.clear(),
    size: () => waiting.size,
  };
}

export type PendingChanges = ReturnType<typeof createPendingChanges>;

const keyOf = ({ kind, id }: { readonly kind: string; readonly id: string }): string => `${kind} ${id}`;
