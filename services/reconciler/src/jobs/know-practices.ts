import type { Practices, Runs } from '@bloom/store';

/** Makes every practice known to the sync: the first run of a new one is due at once. */
export function createKnowPractices({
  practices,
  runs,
}: {
  practices: Pick<Practices, 'all'>;
  runs: Pick<Runs, 'know'>;
}) {
  const known = new Set<string>();
  return async function knowPractices(): Promise<void> {
    for (const { _id } of await practices.all()) {
      if (known.has(_id)) continue;
      await runs.know(_id);
      known.add(_id);
    }
  };
}
