/** What is known of a part before `up` acts. */
export type PartState = {
  readonly name: string;
  /** Ours to run under these settings. */
  readonly wanted: boolean;
  readonly running: boolean;
  readonly ready: boolean;
};

/** Names of the parts that `up` has to start, in their order: wanted, and not both running and ready. */
export function partsToStart(states: readonly PartState[]): string[] {
  return states.filter(({ wanted, running, ready }) => wanted && !(running && ready)).map(({ name }) => name);
}

/** Names of the parts that `status` and `logs` speak of: what is wanted, and what still runs though it is not. */
export function partsToShow(states: readonly PartState[]): string[] {
  return states.filter(({ wanted, running }) => wanted || running).map(({ name }) => name);
}
