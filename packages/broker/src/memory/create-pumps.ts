/**
 * Runs work per partition, one at a time each. A nudge that comes while it runs makes it run once more, so that
 * nothing that came meanwhile stays unseen.
 */
export function createPumps(pump: (partition: number) => Promise<void>) {
  const running = new Map<number, Promise<void>>();
  const again = new Set<number>();

  async function run(partition: number): Promise<void> {
    do {
      again.delete(partition);
      await new Promise((resolve) => setImmediate(resolve));
      await pump(partition);
    } while (again.has(partition));
    running.delete(partition);
  }

  return {
    nudge(partition: number): void {
      if (running.has(partition)) again.add(partition);
      else running.set(partition, run(partition));
    },
    /** Resolves when what runs now has ended. */
    async idle(): Promise<void> {
      await Promise.all(running.values());
    },
  };
}
