/** A way in, as a service's lifecycle opens and closes it. */
export type Entrance = {
  readonly name: string;
  /** Resolves once it is open, or goes on opening by itself while what it needs is away. */
  start(): Promise<void>;
  /** Resolves when what was being handled has ended. */
  stop(): Promise<void>;
  /** Rejects when it cannot go on by itself: the process is better started anew. */
  readonly failed?: Promise<never>;
};
