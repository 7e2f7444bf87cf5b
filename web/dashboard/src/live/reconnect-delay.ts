/** Attempts in a row that fail before the page says that it is offline. */
export const attemptsBeforeOffline = 10;

const firstMs = 1_000;
const longestMs = 30_000;
const whenOfflineMs = 60_000;

/**
 * How long to wait before connecting again, in milliseconds: twice as long each time, with full jitter,
 * so that all screens of a clinic do not come back in the same moment; then once a minute or so.
 *
 * @param random from 0 to 1
 */
export function reconnectDelay(failed: number, random: number): number {
  if (failed >= attemptsBeforeOffline) return whenOfflineMs * (0.5 + random);
  return Math.round(Math.max(200, random * Math.min(longestMs, firstMs * 2 ** (failed - 1))));
}
