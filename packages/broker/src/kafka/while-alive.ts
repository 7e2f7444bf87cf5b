/** Often enough for kafkajs, which sends a heartbeat only when one is due. */
const beatMs = 1_000;

/**
 * Keeps the group believing in us while work goes on, for at most `handleMs` after the work last said that it is
 * alive: a handler that hangs loses its partition to a member that does not.
 */
export async function whileAlive<T>(
  { handleMs }: { readonly handleMs: number },
  heartbeat: () => Promise<void>,
  work: (alive: () => void) => Promise<T>,
): Promise<T> {
  let aliveMs = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - aliveMs > handleMs) return clearInterval(timer);
    // That the group has moved on shows at the next heartbeat after the work, where it can be acted on.
    heartbeat().catch(() => undefined);
  }, beatMs);
  try {
    return await work(() => {
      aliveMs = performance.now();
    });
  } finally {
    clearInterval(timer);
  }
}
