import { asBloomError, type Clock, type ErrorKind } from '@bloom/kit';
import type { GatewayEvents } from '../events.ts';
import type { ChangeRing } from '../ring/change-ring.ts';
import type { Nudge } from '../ring/nudge.ts';
import { formatPosition, type Position } from '../ring/position.ts';
import type { Connections } from '../sockets/connections.ts';
import { broadcastResync, broadcastView } from './broadcast.ts';
import { broadcastScheduleSynced, scheduleSyncedOf } from './broadcast-schedule.ts';
import { entitiesPerCallMax, type Views } from './create-views.ts';
import { paceFigures } from './pace-figures.ts';
import { createPendingChanges, type PendingChanges, type PendingEntity } from './pending-changes.ts';

type PracticeQueue = {
  readonly pending: PendingChanges;
  underWay: readonly PendingEntity[];
  failures: number;
  /** Whether somebody waits already until the first of them may be shown. */
  waits: boolean;
};

const callsMax = 32;
const pendingPerPracticeMax = 20_000;
const triesMax = 3;
/** Kinds of errors that say nothing of what was asked for. */
const passingKinds: ReadonlySet<ErrorKind> = new Set(['transient', 'throttled', 'auth', 'conflict']);
const backoffMs = (failures: number): number => Math.min(2_000, 50 * 2 ** failures);

/**
 * Turns nudges into frames: asks for the current views and shows them. At once when idle; under load what waits is
 * coalesced by entity. One call at a time for a practice and few in all, in turn, so that no practice slows another
 * (I5). While nobody composes, nudges wait; an entity that alone cannot be composed is given up with a `resync`.
 */
export function createPump(ports: {
  readonly views: Views;
  readonly ring: ChangeRing;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly events: GatewayEvents;
}) {
  const { views, ring, connections, clock, events } = ports;
  const queues = new Map<string, PracticeQueue>();
  const turns = new Set<string>();
  const pace = paceFigures(clock);
  const stopping = new AbortController();
  let calls = 0;

  const heard = (nudge: Nudge): boolean =>
    nudge.channels.some((channel) => connections.room(nudge.practice, channel) !== undefined);

  function note(nudges: readonly Nudge[]): void {
    for (const nudge of nudges) {
      if (!heard(nudge)) continue;
      const queue = queues.get(nudge.practice) ?? {
        pending: createPendingChanges(),
        underWay: [],
        failures: 0,
        waits: false,
      };
      queues.set(nudge.practice, queue);
      queue.pending.note(nudge);
      if (queue.pending.size() > pendingPerPracticeMax) giveUpAll(nudge.practice, queue);
      else if (queue.underWay.length === 0 && queue.failures === 0) turns.add(nudge.practice);
    }
    run();
  }

  /** More waits than is worth holding: a snapshot is cheaper, for us and for the screens. */
  function giveUpAll(practice: string, queue: PracticeQueue): void {
    queue.pending.clear();
    resyncPractice(practice);
  }

  function run(): void {
    for (const practice of turns) {
      if (calls >= callsMax || stopping.signal.aborted) return;
      turns.delete(practice);
      void showSome(practice);
    }
  }

  async function showSome(practice: string): Promise<void> {
    const queue = queues.get(practice);
    if (!queue || queue.underWay.length > 0) return;
    queue.underWay = queue.pending.take(entitiesPerCallMax, (one) => pace.waitMs(practice, one) === 0);
    if (queue.underWay.length === 0) return goOn(practice, queue);
    pace.taken(practice, queue.underWay);
    calls += 1;
    try {
      const composed = await views.current(
        practice,
        queue.underWay.map(({ kind, id, lastOffset }) => ({ kind, id, offset: lastOffset })),
      );
      queue.failures = 0;
      for (const view of composed) {
        const [entity] = queue.underWay;
        if (entity) show(practice, queue, entity, view);
      }
      queue.underWay = [];
    } catch (thrown) {
      afterFailure(practice, queue, thrown);
    } finally {
      calls -= 1;
    }
    await goOn(practice, queue);
  }

  function show(
    practice: string,
    queue: PracticeQueue,
    entity: PendingEntity,
    view: Parameters<typeof broadcastView>[2],
  ) {
    const before = formatPosition(positionOf(practice));
    queue.underWay = queue.underWay.slice(1);
    const after = formatPosition(positionOf(practice));
    const sent = broadcastView(
      practice,
      [...entity.channels],
      view,
      { before, after },
      { connections, events },
    );
    const told = scheduleSyncedOf(view);
    if (told) broadcastScheduleSynced(practice, [...entity.channels], told, connections);
    if (sent > 0 && entity.committedAtMs !== undefined)
      events.changeShown(clock.nowMs() - entity.committedAtMs);
  }

  function afterFailure(practice: string, queue: PracticeQueue, thrown: unknown): void {
    events.composeFailed(practice, thrown);
    queue.failures += 1;
    const { underWay } = queue;
    queue.underWay = [];
    if (passingKinds.has(asBloomError(thrown).kind)) {
      queue.pending.putBack(underWay);
      return;
    }
    // One of them cannot be composed. Each is asked for alone from now on: the others must not wait for it.
    const alone = underWay.length === 1;
    const tried = underWay.map((entity) => ({
      ...entity,
      suspect: true,
      tries: entity.tries + (alone ? 1 : 0),
    }));
    queue.pending.putBack(tried.filter(({ tries }) => tries < triesMax));
    for (const { kind, channels, tries } of tried) {
      if (tries < triesMax) continue;
      events.entityGivenUp(practice, kind);
      broadcastResync(practice, channels, { connections, events });
    }
  }

  async function goOn(practice: string, queue: PracticeQueue): Promise<void> {
    run();
    if (queue.pending.size() === 0) {
      queue.failures = 0;
      queues.delete(practice);
      return;
    }
    if (queue.failures > 0) await clock.sleep(backoffMs(queue.failures), stopping.signal);
    else if (!(await firstMayBeShown(practice, queue))) return;
    if (stopping.signal.aborted) return;
    turns.add(practice);
    run();
  }

  /** Waits until one of those that wait may be shown; false when somebody else waits for that already. */
  async function firstMayBeShown(practice: string, queue: PracticeQueue): Promise<boolean> {
    const waitMs = queue.pending.waitMs((one) => pace.waitMs(practice, one)) ?? 0;
    if (waitMs === 0) return true;
    if (queue.waits) return false;
    queue.waits = true;
    await clock.sleep(waitMs, stopping.signal);
    queue.waits = false;
    return true;
  }

  /** Up to where everything of the practice has been shown: below the oldest that still waits. */
  function positionOf(practice: string, partition?: number): Position {
    const queue = queues.get(practice);
    const waiting = [queue?.underWay[0]?.firstOffset, queue?.pending.firstOffset()];
    const known = waiting.filter((offset) => offset !== undefined);
    return ring.positionOf(practice, known.length > 0 ? Math.min(...known) : undefined, partition);
  }

  function resyncPractice(practice: string): void {
    const channels = new Set<string>();
    for (const connection of connections.ofPractice(practice))
      for (const channel of connection.channels) channels.add(channel);
    broadcastResync(practice, channels, { connections, events });
  }

  return {
    note,
    positionOf,
    resyncPractice,
    /** Nothing waits and nothing is asked for. */
    isIdle: (): boolean => calls === 0 && queues.size === 0,
    stop: (): void => stopping.abort(),
  };
}

export type Pump = ReturnType<typeof createPump>;
