import type { Mirror } from '@bloom/domain';
import type { MirrorDocument, RecordSave } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { projectionOf } from '../project/project-record.ts';
import type { Projection } from '../project/projection.ts';
import { documentOf, marksOf, type SeenRecord } from './mirror-of.ts';

type Ports = Pick<ReconcilerPorts, 'records' | 'rereads' | 'ids' | 'clock' | 'events' | 'announce'>;

/** A record that was seen, and what follows from it. */
export type Projected = { readonly seen: SeenRecord; readonly projection: Projection };

/** What one record needs to be saved, and many at once. */
export function createSaving(ports: Ports, onWanted: (practice: string) => void) {
  const { records, rereads, ids, clock, events } = ports;

  return {
    /** Loads and decides what follows from a record. */
    async project(seen: SeenRecord, held: MirrorDocument | undefined): Promise<Projected> {
      const { practice, type, id, quiet = false, mergedInto, editId } = seen;
      const nowMs = clock.nowMs();
      const by = editId === undefined ? {} : { editId };
      const origin = { source: seen.source, readNo: seen.read.from, atMs: nowMs, ...by };
      const about = {
        ...{ practice, halaxyId: id, ids, nowMs, origin, quiet, edited: marksOf(seen, held) },
        ...(mergedInto === undefined ? {} : { mergedInto }),
      };
      return { seen, projection: await projectionOf(type)(seen.record, about, records.tables) };
    },

    /** What is written together: the mirror, what follows, and its announcements. */
    writesOf(
      { seen, projection }: Projected,
      next: Mirror,
      held: MirrorDocument | undefined,
    ): Pick<RecordSave, 'mirror' | 'project'> {
      return {
        mirror: documentOf(seen, next, held, clock.nowMs()),
        async project(_tables, transaction) {
          await projection.write(transaction);
          return ports.announce(seen.practice, seen.quiet ? [] : projection.changes);
        },
      };
    },

    /** After the save: records that are named and not held are read next, by any read after this one. */
    async follow(saved: readonly Projected[]): Promise<void> {
      for (const { seen, projection } of saved)
        for (const code of projection.faults) events.recordFault(seen.type, code);
      const wanted = saved.flatMap(({ seen: { practice, read }, projection }) =>
        projection.wanted.map(({ type, id }) => ({ practice, type, id, wantedNo: read.to - 1 })),
      );
      if (wanted.length === 0) return;
      await rereads.want(wanted);
      for (const practice of new Set(wanted.map((one) => one.practice))) onWanted(practice);
    },
  };
}

export type Saving = ReturnType<typeof createSaving>;
