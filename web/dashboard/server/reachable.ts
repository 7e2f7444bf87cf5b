import { BloomError, type Probe } from '@bloom/kit';

/** Whether a service is up at all: any answer of it to `/live` that is not a failure. */
export function reachable(url: string): Probe {
  return async (signal) => {
    const response = await fetch(new URL('/live', url), { signal });
    await response.body?.cancel();
    if (!response.ok) throw new BloomError('INTERNAL', 'it says that it must be replaced');
    return undefined;
  };
}
