import { BloomError, type Entrance, errorCodes, type Logger, type Metrics } from '@bloom/kit';
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { answerMany, answerOnce, type CallContext, type CallEnded } from './answer-call.ts';
import { channelLimits } from './channel-limits.ts';
import { type RequestOf, type ResponseOf, type ServiceShape, splitPath } from './service-shape.ts';

/** A service's behaviour: one function per method, a promise for one response, an iterable for many. */
export type GrpcHandlers<S extends ServiceShape> = {
  readonly [Method in keyof S]: S[Method] extends { readonly responseStream: true }
    ? (request: RequestOf<S[Method]>, context: CallContext) => AsyncIterable<ResponseOf<S[Method]>>
    : (request: RequestOf<S[Method]>, context: CallContext) => Promise<ResponseOf<S[Method]>>;
};

export type GrpcEntrance = Entrance & {
  /** The port that is listened on, once started: the one asked for, or the free one taken for 0. */
  port(): number;
};

export type ServeGrpcOptions<D extends readonly ServiceShape[]> = {
  readonly host: string;
  readonly port: number;
  readonly services: {
    readonly [Index in keyof D]: {
      readonly definition: D[Index];
      readonly implementation: GrpcHandlers<D[Index]>;
    };
  };
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** For development alone: what to tell of our services to whoever asks, as proto-loader gives it. */
  readonly reflection?: ConstructorParameters<typeof ReflectionService>[0];
};

/** Connections are renewed, so that callers learn of new pods; what still runs on an old one may end. */
const connectionAge = { 'grpc.max_connection_age_ms': 60_000, 'grpc.max_connection_age_grace_ms': 30_000 };
/** Below the time that the lifecycle gives all entrances together. */
const drainWithinMs = 15_000;

/**
 * Serves gRPC, with the standard health service. A call without a deadline is refused, a message over
 * 1 MB too; what a handler throws becomes a status by its error's kind, with the code in the trailers.
 * `stop` takes no more calls, ends streams as unavailable and waits up to 15 s for the answers under way.
 *
 * @throws BloomError SETTINGS_INVALID from `start`, when the address is taken or may not be used.
 */
export function serveGrpc<const D extends readonly ServiceShape[]>(
  options: ServeGrpcOptions<D>,
): GrpcEntrance {
  const server = new Server({ ...channelLimits, ...connectionAge });
  const stopping = new AbortController();
  const served = options.services as readonly { definition: ServiceShape; implementation: unknown }[];
  const names = served.map(({ definition }) => serviceName(definition));
  const health = new HealthImplementation({ '': 'NOT_SERVING' });
  const ended = tellEnds(options.logger, options.metrics, served);
  for (const { definition, implementation } of served)
    server.addService(
      definition as ServiceDefinition,
      handlersOf(definition, implementation, ended, stopping.signal),
    );
  health.addToServer(server);
  let boundPort = options.port;

  return {
    name: 'grpc',
    port: () => boundPort,
    start: async () => {
      if (options.reflection) {
        const { ReflectionService } = await import('@grpc/reflection');
        new ReflectionService(options.reflection).addToServer(server);
      }
      boundPort = await bind(server, options.host, options.port);
      for (const name of ['', ...names]) health.setStatus(name, 'SERVING');
    },
    stop: async () => {
      for (const name of ['', ...names]) health.setStatus(name, 'NOT_SERVING');
      stopping.abort();
      const impatience = setTimeout(() => server.forceShutdown(), drainWithinMs);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(impatience);
      server.forceShutdown();
    },
  };
}

function serviceName(definition: ServiceShape): string {
  return splitPath(Object.values(definition)[0]?.path ?? '').service;
}

function handlersOf(
  definition: ServiceShape,
  implementation: unknown,
  ended: CallEnded,
  stopping: AbortSignal,
): UntypedServiceImplementation {
  // That each handler fits its method is checked where they are given, by GrpcHandlers.
  const handlers = implementation as Record<
    string,
    Parameters<typeof answerOnce>[1] & Parameters<typeof answerMany>[1]
  >;
  const answers: UntypedServiceImplementation = {};
  for (const [name, { path, responseStream }] of Object.entries(definition)) {
    const handle = handlers[name];
    if (!handle) continue;
    const bound = handle.bind(handlers) as typeof handle;
    answers[name] = responseStream
      ? answerMany(path, bound, ended, stopping)
      : answerOnce(path, bound, ended);
  }
  return answers;
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause) reject(new BloomError('SETTINGS_INVALID', `cannot serve gRPC on port ${port}`, { cause }));
      else resolve(bound);
    });
  });
}

function tellEnds(
  logger: Logger,
  metrics: Metrics | undefined,
  served: readonly { definition: ServiceShape }[],
): CallEnded {
  const seconds = metrics?.histogram({
    name: 'bloom_rpc_seconds',
    help: 'Time to answer a gRPC call, by method and code.',
    labels: {
      method: served.flatMap(({ definition }) => Object.values(definition).map(({ path }) => path)),
      code: ['OK', ...Object.keys(errorCodes)],
    },
  });
  return (method, durationMs, error) => {
    seconds?.observe({ method, code: error?.code ?? 'OK' }, durationMs / 1_000);
    if (!error) return;
    const level = error.kind === 'bug' ? 'error' : 'debug';
    logger[level]('rpc_failed', { method, durationMs: Math.round(durationMs) }, error);
  };
}
