import { createTestClock } from '@bloom/testkit';
import { expect, test } from '@jest/globals';
import { createTestIssuer } from '../testing/test-issuer.ts';
import { createKeySet } from './key-set.ts';

async function start() {
  const first = await createTestIssuer('first');
  const second = await createTestIssuer('second');
  const answers = { keys: [first.published] as object[], down: false, asked: 0 };
  const clock = createTestClock(1_000_000);
  const keys = createKeySet({
    algorithm: 'ES256',
    clock,
    fetchKeys: async () => {
      answers.asked += 1;
      if (answers.down) throw new Error('away');
      return { keys: answers.keys };
    },
  });
  return { keys, answers, second, pass: clock.pass };
}

test('a key that the issuer just published is believed at once', async () => {
  const { keys, answers, second, pass } = await start();
  await keys.find('first');
  pass(31_000);
  answers.keys.push(second.published);
  expect(await keys.find('second')).toBeDefined();
});

test('a flood of unknown names asks the issuer once in 30 s', async () => {
  const { keys, answers, pass } = await start();
  await keys.find('first');
  for (let i = 0; i < 1_000; i += 1) {
    pass(60);
    expect(await keys.find(`unknown-${i}`)).toBeUndefined();
  }
  expect(answers.asked).toBeLessThanOrEqual(3);
});

test('while the issuer is away its keys are believed for a day, and no longer', async () => {
  const { keys, answers, pass } = await start();
  await keys.reload();
  answers.down = true;
  await expect(keys.reload()).rejects.toMatchObject({ code: 'SERVICE_UNREACHABLE' });
  pass(23 * 3_600_000);
  expect(await keys.find('first')).toBeDefined();
  await expect(keys.assertKnown()).resolves.toBeUndefined();
  pass(2 * 3_600_000);
  await expect(keys.find('first')).rejects.toMatchObject({ code: 'SERVICE_UNREACHABLE' });
});

test('a key that was withdrawn is not believed after the next reload', async () => {
  const { keys, answers, second } = await start();
  await keys.reload();
  answers.keys = [second.published];
  await keys.reload();
  expect(await keys.find('first')).toBeUndefined();
});

test('an issuer that starts after us is asked again soon, without a request for each who waits', async () => {
  const { keys, answers, pass } = await start();
  answers.down = true;
  await expect(Promise.all([keys.find('first'), keys.find('first')])).rejects.toMatchObject({
    code: 'SERVICE_UNREACHABLE',
  });
  expect(answers.asked).toBe(1);
  answers.down = false;
  pass(1_000);
  expect(await keys.find('first')).toBeDefined();
});
