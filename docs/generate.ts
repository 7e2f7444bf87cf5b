/**
 * Writes the pages of `docs/` that are made from the code; with `--check` it only tells which are behind.
 * `make docs` and `make check` call it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { edges, errorCodes } from '@bloom/kit';

const pages: Readonly<Record<string, () => string>> = { 'docs/errors.md': errorsPage };

function errorsPage(): string {
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

const checkOnly = process.argv.includes('--check');
const behind = Object.entries(pages).filter(
  ([file, page]) => !existsSync(file) || readFileSync(file, 'utf8') !== page(),
);
for (const [file, page] of behind) {
  if (checkOnly) console.error(`${file} is behind the code: run \`make docs\` and commit it.`);
  else writeFileSync(file, page());
}
process.exit(checkOnly && behind.length > 0 ? 1 : 0);
