import type { Lease, RunCounts, SliceDocument } from '@bloom/store';
import type { PracticeDoor } from '../ports.ts';
import type { Turns } from './turns.ts';

/** With what a step of a run is made: the door, under which lease, and the turns of the practice's deletions. */
export type StepAbout = {
  readonly door: PracticeDoor;
  readonly lease: Lease;
  readonly deleting: Turns;
};

/** The part of a run that reads no list, but looks for what its lists had to show. */
export type CensusSlice = SliceDocument & Required<Pick<SliceDocument, 'census'>>;

export function isCensus(slice: SliceDocument): slice is CensusSlice {
  return slice.census !== undefined;
}

/** Whether it reads pages of records. */
export function isList(slice: SliceDocument): boolean {
  return !waitsForLists(slice) && slice.roster === undefined;
}

/** Whether it looks for what lists had to show. */
export function waitsForLists({ census, whole }: SliceDocument): boolean {
  return census !== undefined || whole === true;
}

export const noCounts: RunCounts = { created: 0, updated: 0, deleted: 0, same: 0, errors: 0 };
