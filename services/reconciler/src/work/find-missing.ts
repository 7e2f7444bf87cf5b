import type { RunCounts, RunDocument, SliceDocument } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import type { ConfirmAbsent } from './confirm-absent.ts';
import { wholeList } from './plan-run.ts';
import { type CensusSlice, isList, type StepAbout } from './step.ts';

const type = 'Patient';

/** Finds what Halaxy has no more and tells nobody: by what its lists had to show, and by the ids of its patients. */
export function createFindMissing({ records, rereads }: ReconcilerPorts, confirmAbsent: ConfirmAbsent) {
  return {
    /** What a run's lists had to show and did not is looked for. */
    async byCensus(run: RunDocument, { type, census }: CensusSlice, about: StepAbout): Promise<RunCounts> {
      const { practice } = run;
      const lists = run.slices.filter((slice) => slice.type === type && isList(slice));
      const readNo = Math.min(...lists.flatMap(({ firstReadNo }) => firstReadNo ?? []));
      const ids = await records.appointmentsUnread(practice, census, readNo);
      return confirmAbsent({ practice, type, ids }, about);
    },

    /** What the whole list of a type did not show is looked for. */
    async byWholeList(run: RunDocument, { type }: SliceDocument, about: StepAbout): Promise<RunCounts> {
      const { practice } = run;
      const readNo = run.slices.find(({ id }) => id === wholeList(type))?.firstReadNo ?? 0;
      return confirmAbsent({ practice, type, ids: await records.heldUnread(practice, type, readNo) }, about);
    },

    /** Patients go without a word: those of ours whom Halaxy does not name are looked for, those we lack are read. */
    async byRoster({ practice }: RunDocument, about: StepAbout): Promise<RunCounts> {
      const { ids: named, from } = await about.door.readPatientIds('sweep');
      const ours = await records.heldUnread(practice, type, from);
      const all = new Set(await records.heldUnread(practice, type, Number.MAX_SAFE_INTEGER));
      const unknown = [...named].filter((id) => !all.has(id));
      await rereads.want(
        unknown.map((id) => ({ practice, type, id, wantedNo: from - 1, source: 'sweep' as const })),
      );
      return confirmAbsent({ practice, type, ids: ours.filter((id) => !named.has(id)) }, about);
    },
  };
}

export type FindMissing = ReturnType<typeof createFindMissing>;
