import { ProxyTracerProvider, trace } from '@opentelemetry/api';

/** Sends what spans are still held, if anything traces at all. Never rejects. */
export async function flushTelemetry(): Promise<void> {
  const registered = trace.getTracerProvider();
  const provider: object = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  if (!('forceFlush' in provider) || typeof provider.forceFlush !== 'function') return;
  try {
    await provider.forceFlush();
  } catch {
    // The collector is away: spans may be lost, the shutdown goes on.
  }
}
