import type { Clock } from '../clock.ts';
import type { Entrance } from '../lifecycle/entrance.ts';
import type { Logger } from '../logging/logger.ts';

const againMs = 1_000;

/**
 * Does something once that may not succeed at first, such as preparing a server that is away: tried again until it is
 * done, or until stopped. Nothing waits for it.
 */
export function eventually(
  name: string,
  job: () => Promise<unknown>,
  { clock, logger }: { clock: Clock; logger: Logger },
): Entrance {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function tryUntilDone(): Promise<void> {
    for (let tries = 1; !stopping.signal.aborted; tries += 1) {
      try {
        await job();
        return;
      } catch (error) {
        if (tries === 1) logger.warn('not_done_yet', { detail: name }, error);
        await clock.sleep(againMs, stopping.signal);
      }
    }
  }

  return {
    name,
    start: async () => {
      running = tryUntilDone();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
