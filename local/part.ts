/** One process of the local stack: what it is and how it comes to life. */
export type Part = {
  readonly name: string;
  readonly port: number;
  /** Ports it listens on beside its own: they too must be free. */
  readonly otherPorts?: readonly number[];
  /** False = not started under these settings; one that still runs is stopped by `down` all the same. */
  readonly wanted?: boolean;
  /** Brings what it needs to run (downloads, data folders). Cached: quick when all is there. */
  prepare(): Promise<{
    readonly command: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  }>;
  /** Resolves when it can do its job; rejects while it cannot. */
  probe(): Promise<string>;
  /** Removes what a killed process leaves behind outside of itself. */
  cleanUp?(): Promise<void>;
  /** What to try when it does not start. */
  readonly remedy: string;
};
