import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';

import { paceFigures } from './pace-figures.ts';

const ann = { kind: 'figures', id: 'p_ann' };

test('I8: a practitioner’s figures are shown once a second at most; others need not wait', () => {
  const clock = createTestClock();
  const pace = paceFigures(clock);
  expect(pace.waitMs('demo', ann)).toBe(0);
  pace.taken('demo', [ann, { kind: 'session', id: 's_1' }]);
  expect(pace.waitMs('demo', ann)).toBe(1_000);
  expect(pace.waitMs('demo', { kind: 'figures', id: 'p_ben' })).toBe(0);
  expect(pace.waitMs('other', ann)).toBe(0);
  expect(pace.waitMs('demo', { kind: 'session', id: 's_1' })).toBe(0);
  clock.pass(999);
  expect(pace.waitMs('demo', ann)).toBe(1);
  clock.pass(1);
  expect(pace.waitMs('demo', ann)).toBe(0);
});
