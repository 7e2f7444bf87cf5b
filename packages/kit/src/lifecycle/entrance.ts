/**
 * A way in: a server, a consumer, a rhythm. All that starts work in a service is one of these, and the
 * lifecycle alone starts and stops them.
 */
export type Entrance = {
  readonly name: string;
  /** Resolves once work is taken; a rejection ends the process. Called once. */
  start(): Promise<void>;
  /**
   * Takes no more work, and resolves when what had begun is finished or handed back. May be called while
   * `start` has failed or not ended, and must then clear up what it left.
   */
  stop(): Promise<void>;
  /** Rejects when the entrance can take no more work by itself: the process is then replaced. */
  readonly failed?: Promise<never>;
};

/** Something held open that must be closed. The name is for the log. */
export type Closable = { readonly name?: string; close(): Promise<void> | void };

/** The `failed` of an entrance, with the function that makes it so. It may fail before anybody looks. */
export function entranceFailure(): { readonly failed: Promise<never>; fail(error: unknown): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  return { failed: promise, fail: reject };
}
