import type { Clock } from '@bloom/kit';

type Entity = { readonly kind: string; readonly id: string };

/** A practitioner's figures are worked out from many records: not more often than this, whatever changes. */
const everyMs = 1_000;

/** Says when an entity may be shown again. Everything but figures may at once. */
export function paceFigures(clock: Clock) {
  /** When figures were shown last, in the order of their times. */
  const shownAtMs = new Map<string, number>();
  const keyOf = (practice: string, { kind, id }: Entity): string => `${practice} ${kind} ${id}`;

  function waitMs(practice: string, entity: Entity): number {
    if (entity.kind !== 'figures') return 0;
    const shown = shownAtMs.get(keyOf(practice, entity));
    return shown === undefined ? 0 : Math.max(0, shown + everyMs - clock.monotonicMs());
  }

  return {
    waitMs,
    taken(practice: string, entities: readonly Entity[]): void {
      const nowMs = clock.monotonicMs();
      for (const [key, at] of shownAtMs) {
        if (nowMs - at < everyMs) break;
        shownAtMs.delete(key);
      }
      for (const entity of entities) {
        if (entity.kind !== 'figures') continue;
        const key = keyOf(practice, entity);
        shownAtMs.delete(key);
        shownAtMs.set(key, nowMs);
      }
    },
  };
}
