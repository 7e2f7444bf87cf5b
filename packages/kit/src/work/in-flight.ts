/**
 * Work that is under way for one practice. A failure waits here for whoever looks next, so that none of it is lost and
 * none goes unheard.
 *
 * @param onEnd told after each end
 */
export function createInFlight(onEnd: () => void) {
  const tasks = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  return {
    size: () => tasks.size,
    hasFailed: () => failure !== undefined,

    start(work: () => Promise<void>): Promise<void> {
      const task = work()
        .catch((thrown: unknown) => {
          failure ??= { thrown };
        })
        .finally(() => {
          tasks.delete(task);
          onEnd();
        });
      tasks.add(task);
      return task;
    },

    /** Throws the first failure since the last look. */
    rethrow(): void {
      if (failure === undefined) return;
      const { thrown } = failure;
      failure = undefined;
      throw thrown;
    },

    /** Resolves when nothing is under way. Never rejects. */
    async ended(): Promise<void> {
      await Promise.all(tasks);
    },
  };
}

export type InFlight = ReturnType<typeof createInFlight>;
