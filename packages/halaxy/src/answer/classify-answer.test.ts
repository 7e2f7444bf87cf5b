import { BloomError } from '@bloom/kit';
import { expect, test } from '@jest/globals';
import { classifyAnswer } from './classify-answer.ts';

const nowMs = Date.parse('2026-11-25T00:00:00Z');
const outcome = (code: string) =>
  JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] });

function classified(status: number, body = '', headers: Record<string, string> = {}): BloomError {
  try {
    classifyAnswer({ status, headers, body }, nowMs);
  } catch (error) {
    if (error instanceof BloomError) return error;
  }
  throw new Error('no error came of it');
}

test.each([
  [400, 'refused'],
  [401, 'auth'],
  [403, 'auth'],
  [404, 'missing'],
  [405, 'refused'],
  [408, 'transient'],
  [410, 'missing'],
  [422, 'refused'],
  [429, 'throttled'],
  [500, 'transient'],
  [501, 'refused'],
  [503, 'transient'],
  [302, 'malformed'],
] as const)('a %i is %s', (status, kind) => {
  expect(classified(status).kind).toBe(kind);
});

test.each([
  ['HTML', '<html>Bad gateway</html>'],
  ['half a body', '{"resourceType":"Patient","id":"1'],
  ['nothing', ''],
  ['a list', '[]'],
  ['null', 'null'],
  ['an object without a type', '{"id":"1"}'],
  ['an OperationOutcome', outcome('not-supported')],
])('a 200 with %s is malformed, never a record and never an empty list', (_, body) => {
  expect(classified(200, body).kind).toBe('malformed');
});

test('a 200 with an outcome "expired" is a matter of credentials', () => {
  expect(classified(200, outcome('expired')).kind).toBe('auth');
});

test('a resource is handed on as it came', () => {
  const body = '{"resourceType":"Patient","id":"1000001","x":{"kept":true}}';
  expect(classifyAnswer({ status: 200, headers: {}, body }, nowMs)).toEqual(JSON.parse(body));
});

test.each([
  ['7', 7_000],
  ['0', 0],
  ['Wed, 25 Nov 2026 00:00:30 GMT', 30_000],
  ['Tue, 24 Nov 2026 00:00:30 GMT', 0],
  ['-1', undefined],
  ['soon', undefined],
  ['1.5', undefined],
  [undefined, undefined],
])('a Retry-After of %s is %s ms', (header, wantMs) => {
  expect(classified(429, '', header === undefined ? {} : { 'retry-after': header }).retryAfterMs).toBe(
    wantMs,
  );
});

test('I6: no word of a body stands in an error', () => {
  for (const status of [200, 400, 404, 422, 500]) {
    const error = classified(status, '{"issue":"Canary Citizen"');
    expect(`${error.message} ${error.stack}`).not.toContain('Canary');
  }
});
