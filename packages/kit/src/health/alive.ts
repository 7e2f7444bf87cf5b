import type { Probe } from './dependency-state.ts';

/** A probe from a ping: all is well when it answers, down when it throws. */
export function alive(ping: () => Promise<unknown>): Probe {
  return async () => {
    await ping();
    return undefined;
  };
}
