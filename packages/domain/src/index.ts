export {
  type Gone,
  type MergeOutcome,
  type Mirror,
  mergeObservation,
  type Observation,
  type ReadInterval,
} from './observe/merge-observation.ts';
export {
  type AbsenceReport,
  decideTombstone,
  type TombstoneDecision,
  tombstoneLimit,
} from './observe/tombstone-guard.ts';
