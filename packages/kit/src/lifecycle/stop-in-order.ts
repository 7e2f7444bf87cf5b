import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { faultPlace } from './fault-place.ts';

export type Stopping = { readonly name: string; stop(): Promise<void> | void };

/**
 * Stops each in turn, newest first: what was opened last may lean on what was opened before. One that
 * fails is logged and passed over. Once `limitMs` are over for all of them, the rest are told to stop and
 * not waited for.
 *
 * @returns whether all ended in time.
 */
export async function stopInOrder(
  opened: readonly Stopping[],
  limitMs: number,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<boolean> {
  const finished = new AbortController();
  const late = clock.sleep(limitMs, finished.signal).then(() => 'late' as const);
  let inTime = true;
  for (const one of opened.toReversed()) {
    if ((await Promise.race([stopOne(one, logger), late])) !== 'late') continue;
    inTime = false;
    logger.error('stop_late', { detail: one.name });
  }
  finished.abort();
  return inTime;
}

async function stopOne(one: Stopping, logger: Logger): Promise<void> {
  try {
    await one.stop();
  } catch (error) {
    logger.error('stop_failed', { detail: `${one.name}: ${faultPlace(error)}` }, error);
  }
}
