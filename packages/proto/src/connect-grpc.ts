import { BloomError, injectTraceparent, withSpan } from '@bloom/kit';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { errorFromStatus } from './bloom-status.ts';
import { channelLimits } from './channel-limits.ts';
import {
  type MethodShape,
  type RequestOf,
  type ResponseOf,
  type ServiceShape,
  splitPath,
} from './service-shape.ts';

/** Of one call. The context of a call that we are answering fits as it is. */
export type GrpcCallOptions = {
  /** The time left to the caller: the call gets this or its usual deadline, whichever is less. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
};

/** One function per method: a promise for one response, an iterable for many, begun with its first step. */
export type GrpcClient<S extends ServiceShape> = {
  readonly [Method in keyof S]: S[Method] extends { readonly responseStream: true }
    ? (request: RequestOf<S[Method]>, options?: GrpcCallOptions) => AsyncIterable<ResponseOf<S[Method]>>
    : (request: RequestOf<S[Method]>, options?: GrpcCallOptions) => Promise<ResponseOf<S[Method]>>;
} & { close(): void };

export type ConnectGrpcOptions<S extends ServiceShape> = {
  /** The deadline of every call that has no other. */
  readonly deadlineMs: number;
  /** Another deadline for some methods, such as streams that last. */
  readonly deadlines?: { readonly [Method in keyof S]?: number };
  /** Methods that may be asked twice: these alone are tried again, while nobody is there to answer. */
  readonly idempotent?: readonly (keyof S & string)[];
};

/**
 * A client of one service, over all pods that the address resolves to (`dns:///name:port`), in turn.
 * Connects on the first call. Every call has a deadline and carries the trace on.
 *
 * Calls raise the BloomError that was thrown at the far side; `SERVICE_UNREACHABLE` when nobody answered
 * in time; the signal's reason when it aborted. A stream is cut when its connection is renewed, after
 * 60 to 90 s: its reader asks again.
 */
export function connectGrpc<const S extends ServiceShape>(
  definition: S,
  address: string,
  options: ConnectGrpcOptions<S>,
): GrpcClient<S> {
  const client = new Client(address, credentials.createInsecure(), {
    ...channelLimits,
    'grpc.service_config': JSON.stringify(serviceConfig(definition, options.idempotent ?? [])),
    // What the name service says must not override it, and a proxy for the outside has no part in it.
    'grpc.service_config_disable_resolution': 1,
    'grpc.enable_http_proxy': 0,
  });
  const calls: Record<string, unknown> = { close: () => client.close() };
  for (const [name, method] of Object.entries(definition)) {
    const usualMs = options.deadlines?.[name] ?? options.deadlineMs;
    const ask = method.responseStream ? askForMany : askForOne;
    calls[name] = (request: never, { deadlineMs = usualMs, signal }: GrpcCallOptions = {}) =>
      ask(client, method, request, Math.min(usualMs, deadlineMs), signal);
  }
  return calls as GrpcClient<S>;
}

function askForOne(
  client: Client,
  { path, requestSerialize, responseDeserialize }: MethodShape,
  request: never,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<unknown> {
  const { service, method } = splitPath(path);
  const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
  return withSpan(`ask ${service}/${method}`, attributes, async () => {
    const deadline = deadlineIn(deadlineMs, signal);
    return new Promise((resolve, reject) => {
      const call = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        carriedAlong(),
        { deadline },
        (error, response) => {
          signal?.removeEventListener('abort', cancel);
          if (error) reject(signal?.aborted ? signal.reason : errorFromStatus(error));
          else resolve(response);
        },
      );
      const cancel = (): void => call.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
    });
  });
}

async function* askForMany(
  client: Client,
  { path, requestSerialize, responseDeserialize }: MethodShape,
  request: never,
  deadlineMs: number,
  signal?: AbortSignal,
): AsyncGenerator<unknown> {
  const deadline = deadlineIn(deadlineMs, signal);
  const call = client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    carriedAlong(),
    {
      deadline,
    },
  );
  // The end of a stream that its reader has left is of no interest, and must not end the process.
  call.on('error', () => {});
  const cancel = (): void => call.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    yield* call;
  } catch (error) {
    throw signal?.aborted ? signal.reason : errorFromStatus(error as ServiceError);
  } finally {
    signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}

/** Time that is over already is no call at all: gRPC would send it and then wait. */
function deadlineIn(deadlineMs: number, signal?: AbortSignal): number {
  signal?.throwIfAborted();
  if (!(deadlineMs > 0)) throw new BloomError('SERVICE_UNREACHABLE', 'no time was left to ask');
  return Date.now() + deadlineMs;
}

function carriedAlong(): Metadata {
  const metadata = new Metadata();
  const traceparent = injectTraceparent();
  if (traceparent) metadata.set('traceparent', traceparent);
  return metadata;
}

/** https://github.com/grpc/grpc-proto/blob/master/grpc/service_config/service_config.proto */
function serviceConfig(definition: ServiceShape, idempotent: readonly string[]) {
  const retried = idempotent.flatMap((name) => {
    const method = definition[name];
    return method ? [splitPath(method.path)] : [];
  });
  const retryPolicy = {
    maxAttempts: 3,
    initialBackoff: '0.1s',
    maxBackoff: '1s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  return {
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: retried.length > 0 ? [{ name: retried, retryPolicy }] : [],
  };
}
