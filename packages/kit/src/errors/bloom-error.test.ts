import { expect, test } from '@jest/globals';
import { asBloomError, BloomError, publicMessage } from './bloom-error.ts';
import { errorCodes } from './error-codes.ts';

test('an error’s kind alone decides its fate at every edge', () => {
  expect(new BloomError('HALAXY_THROTTLED').edge).toEqual({
    kafka: 'later',
    http: 503,
    grpc: 8,
    breaker: 'ignore',
  });
  expect(new BloomError('HALAXY_FAILED').edge.breaker).toBe('failure');
});

test('I6: what nobody foresaw shows no word of its message to the outside', () => {
  const error = asBloomError(new Error('E11000 dup key { family: "Citizen" }'));
  expect(error.code).toBe('INTERNAL');
  expect(publicMessage(error) + error.message).not.toContain('Citizen');
});

test.each(['HALAXY_FAILED', 'HALAXY_MALFORMED', 'SEAL_BROKEN'] as const)(
  'I6: the detail of %s stays inside',
  (code) => {
    expect(publicMessage(new BloomError(code, 'inner words'))).not.toContain('inner words');
  },
);

test('a refusal tells its reason', () => {
  expect(publicMessage(new BloomError('HALAXY_REFUSED', 'end before start'))).toContain('end before start');
});

test('every code has words that end as a sentence', () => {
  for (const { words } of Object.values(errorCodes)) expect(words).toMatch(/\.$/);
});
