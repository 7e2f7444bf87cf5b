export {
  type MergeOutcome,
  type Mirror,
  mergeObservation,
  type Observation,
  type ReadInterval,
} from './observe/merge-observation.ts';
