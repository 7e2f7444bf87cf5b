import type { PracticeDocument } from '@bloom/store';
import { expect, test } from '@jest/globals';
import { allCountUntilMs, withNewSecret } from './rotate-webhook-secret.ts';

type WebhookSecrets = PracticeDocument['webhookSecrets'];

const hourMs = 3_600_000;
/** Halaxy has `a`. */
const atFirst: WebhookSecrets = [{ secret: 'a' as never, endsAtMs: null }];
const rotated = (held: WebhookSecrets, secret: string, hour: number) =>
  withNewSecret(held, secret as never, hour * hourMs);
const endsIn = (secrets: WebhookSecrets) =>
  secrets.map(({ secret, endsAtMs }) => [secret, endsAtMs && endsAtMs / hourMs]);

test('the secret before counts for a day', () => {
  const once = rotated(atFirst, 'b', 1);
  expect(endsIn(once)).toEqual([
    ['b', null],
    ['a', 25],
  ]);
  expect(allCountUntilMs(once, hourMs)).toBe(25 * hourMs);
});

test('a rotation asked for again ends no secret before the time that was told', () => {
  const again = rotated(rotated(atFirst, 'b', 0), 'c', 1);
  expect(endsIn(again)).toEqual([
    ['c', null],
    ['b', 25],
    ['a', 24],
  ]);
  expect(allCountUntilMs(again, hourMs)).toBe(24 * hourMs);
});

test('a secret is let go of at its end', () => {
  const nextDay = rotated(rotated(atFirst, 'b', 0), 'c', 24);
  expect(endsIn(nextDay)).toEqual([
    ['c', null],
    ['b', 48],
  ]);
});

test('I8: however often a new secret is asked for few count, and the oldest of them to its end', () => {
  let held = atFirst;
  for (let times = 0; times < 50; times += 1) held = rotated(held, `${times}`, 1);
  expect(held).toHaveLength(8);
  expect(endsIn(held).at(0)).toEqual(['49', null]);
  expect(endsIn(held).at(-1)).toEqual(['a', 25]);
});
