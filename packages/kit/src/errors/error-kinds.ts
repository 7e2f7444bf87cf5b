/**
 * What each kind of error means at every edge. The kind alone decides an error's fate; a new kind does
 * not compile until each edge has answered.
 *
 * `kafka`: what a consumer does with the message · `http`, `grpc`: the status it becomes ·
 * `breaker`: whether it counts against the circuit it came through.
 */
export const edges = {
  /** A passing fault of something we depend on. */
  transient: { kafka: 'later', http: 503, grpc: 14, breaker: 'failure' },
  /** Told to slow down, by Halaxy or by our own limits. */
  throttled: { kafka: 'later', http: 503, grpc: 8, breaker: 'ignore' },
  /** The input cannot be understood. */
  invalid: { kafka: 'bury', http: 400, grpc: 3, breaker: 'ignore' },
  /** The caller has not shown who they are. */
  unauthenticated: { kafka: 'bury', http: 401, grpc: 16, breaker: 'ignore' },
  /** We know the caller, and they may not. */
  forbidden: { kafka: 'bury', http: 403, grpc: 7, breaker: 'ignore' },
  missing: { kafka: 'done', http: 404, grpc: 5, breaker: 'ignore' },
  conflict: { kafka: 'later', http: 409, grpc: 10, breaker: 'ignore' },
  /** Understood, and against a rule: ours or Halaxy's. */
  refused: { kafka: 'done', http: 422, grpc: 9, breaker: 'ignore' },
  /** Halaxy does not take our credentials: wait and alert. */
  auth: { kafka: 'later', http: 503, grpc: 14, breaker: 'ignore' },
  /** Halaxy's answer made no sense. */
  malformed: { kafka: 'later', http: 502, grpc: 13, breaker: 'failure' },
  /** Our own fault. */
  bug: { kafka: 'bury', http: 500, grpc: 13, breaker: 'ignore' },
} as const satisfies Record<string, Edge>;

export type Edge = {
  readonly kafka: 'later' | 'bury' | 'done';
  readonly http: number;
  readonly grpc: number;
  readonly breaker: 'failure' | 'ignore';
};

export type ErrorKind = keyof typeof edges;
