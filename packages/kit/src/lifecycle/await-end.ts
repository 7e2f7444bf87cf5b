import type { Logger } from '../logging/logger.ts';
import { faultPlace } from './fault-place.ts';
import type { ProcessHost } from './process-host.ts';

export type AwaitedEnd = {
  /** Resolves once with the exit code that the reason calls for. */
  readonly asked: Promise<{ readonly code: 0 | 1 }>;
  /** Aborts at the same moment. */
  readonly signal: AbortSignal;
  /** Logs the failure and ends the process for it. */
  fail(event: string, who: string, error: unknown): void;
  /** Hears no more. */
  forget(): void;
};

/**
 * Hears the first reason to end: a signal asks for it, a failure forces it. A second signal exits at once,
 * for whoever cannot wait.
 */
export function awaitEnd(host: ProcessHost, logger: Logger): AwaitedEnd {
  const stopping = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<{ code: 0 | 1 }>();
  let signals = 0;

  function fail(event: string, who: string, error: unknown): void {
    logger.error(event, { detail: `${who}: ${faultPlace(error)}` }, error);
    resolve({ code: 1 });
    stopping.abort();
  }
  const forgetSignals = host.onSignal((signal) => {
    signals += 1;
    if (signals > 1) return host.exit(1);
    logger.info('service_stopping', { signal });
    resolve({ code: 0 });
    stopping.abort();
  });
  const forgetUncaught = host.onUncaught((error) => fail('uncaught', 'process', error));

  return {
    asked,
    signal: stopping.signal,
    fail,
    forget(): void {
      forgetSignals();
      forgetUncaught();
    },
  };
}
