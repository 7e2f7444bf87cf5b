import { edges, errorCodes } from '@bloom/kit';

/** The text of `docs/errors.md`: every code with what its kind means at each edge. */
export function errorsPage(): string {
  const rows = Object.entries(errorCodes).map(([code, { kind, words }]) => {
    const { http, grpc, kafka, breaker } = edges[kind];
    return `| \`${code}\` | ${kind} | ${http} | ${grpc} | ${kafka} | ${breaker} | ${words} |`;
  });
  return [
    '# Errors',
    '',
    'Made from `packages/kit/src/errors` by `make docs`. An error’s kind alone decides what becomes of it at each',
    'edge: the status an HTTP or gRPC caller gets, what a consumer does with the message (later, bury, done), and',
    'whether it counts against the circuit it came through.',
    '',
    '| code | kind | HTTP | gRPC | message | circuit | in words |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
