/** `degraded` still serves, worse; `down` does not serve. */
export type DependencyStatus = 'ok' | 'degraded' | 'down';

export type DependencyState = {
  readonly status: DependencyStatus;
  /** Our own words, for the operator: no address, no driver's message, no value of a record. */
  readonly reason?: string;
};

/**
 * Looks once at something we depend on: answers nothing when all is well, or the state it found. What it
 * throws means `down`; of that only the code of our own errors is shown.
 */
export type Probe = (signal: AbortSignal) => Promise<DependencyState | undefined>;
