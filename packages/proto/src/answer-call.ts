import { once } from 'node:events';
import { asBloomError, BloomError, runWithTraceparent, withSpan } from '@bloom/kit';
import type {
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import { statusFromError } from './bloom-status.ts';
import { splitPath } from './service-shape.ts';

/** What a handler knows of the call. Handed on to a client of ours, it passes on the time left. */
export type CallContext = {
  /** Aborts when the caller has gone, its deadline has passed, or, for a stream, we are shutting down. */
  readonly signal: AbortSignal;
  /** How long the caller still waits, as of the moment it is read. */
  readonly deadlineMs: number;
  readonly metadata: Metadata;
};

/** How a call ended: undefined = well. An answer that nobody waited for any more is not told. */
export type CallEnded = (path: string, durationMs: number, error?: BloomError) => void;

type AnyCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** Answers one call with one response. What the handler throws becomes a status by its kind. */
export function answerOnce(
  path: string,
  handle: (request: unknown, context: CallContext) => Promise<unknown>,
  ended: CallEnded,
): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    const leaving = new AbortController();
    call.on('cancelled', () => leaving.abort());
    measured(path, call, leaving.signal, ended, (context) => handle(call.request, context)).then(
      (response) => callback(null, response),
      (error: BloomError) => callback(statusFromError(error)),
    );
  };
}

/**
 * Answers one call with a stream, no faster than the caller reads. When we shut down the stream ends as
 * unavailable, so that its caller goes on elsewhere.
 */
export function answerMany(
  path: string,
  handle: (request: unknown, context: CallContext) => AsyncIterable<unknown>,
  ended: CallEnded,
  stopping: AbortSignal,
): handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    const leaving = new AbortController();
    call.on('cancelled', () => leaving.abort());
    const signal = AbortSignal.any([leaving.signal, stopping]);
    measured(path, call, signal, ended, (context) => pour(handle(call.request, context), call, signal)).then(
      () => call.end(),
      (error: BloomError) => call.emit('error', statusFromError(error)),
    );
  };
}

async function measured<T>(
  path: string,
  call: AnyCall,
  signal: AbortSignal,
  ended: CallEnded,
  handle: (context: CallContext) => Promise<T>,
): Promise<T> {
  const beganMs = performance.now();
  const { service, method } = splitPath(path);
  const traceparent = call.metadata.get('traceparent')[0]?.toString();
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
  try {
    const context = contextOf(call, signal);
    const result = await runWithTraceparent(traceparent, () =>
      withSpan(`answer ${service}/${method}`, attributes, () => handle(context)),
    );
    ended(path, performance.now() - beganMs);
    return result;
  } catch (thrown) {
    const error = asBloomError(thrown);
    if (!signal.aborted) ended(path, performance.now() - beganMs, error);
    throw error;
  }
}

/** @throws BloomError CALL_INVALID when the call has no deadline: it could hold what it uses for ever. */
function contextOf(call: AnyCall, signal: AbortSignal): CallContext {
  const deadlineAtMs = Number(call.getDeadline());
  if (!Number.isFinite(deadlineAtMs)) throw new BloomError('CALL_INVALID', 'the call has no deadline');
  return {
    signal,
    metadata: call.metadata,
    get deadlineMs() {
      return Math.max(0, deadlineAtMs - Date.now());
    },
  };
}

async function pour(
  responses: AsyncIterable<unknown>,
  call: ServerWritableStream<unknown, unknown>,
  signal: AbortSignal,
): Promise<void> {
  const iterator = responses[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal);
      if (next.done) return;
      if (!call.write(next.value)) await once(call, 'drain', { signal });
    }
  } catch (error) {
    throw signal.aborted ? new BloomError('SERVICE_UNREACHABLE', 'the stream was ended') : error;
  } finally {
    // Not awaited: a handler that waits for something ends when that comes.
    Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

/** As the promise, or a rejection as soon as the signal aborts. Leaves nothing on the signal. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
