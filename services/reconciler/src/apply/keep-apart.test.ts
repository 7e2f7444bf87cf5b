import { expect, test } from '@jest/globals';
import { createKeptApart } from './keep-apart.ts';

/** Work that goes on until it is let go, and notes when it began and ended. */
function heldWork(log: string[], name: string) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const work = async () => {
    log.push(`${name} begins`);
    await held;
    log.push(`${name} ends`);
  };
  return { work, letGo };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('I4: records that copy from one another are never saved at once', async () => {
  const log: string[] = [];
  const apart = createKeptApart();
  const [patient, session] = [heldWork(log, 'patient'), heldWork(log, 'session')];
  const both = [apart('people', patient.work), apart('diary', session.work)];
  await turn();
  expect(log).toEqual(['patient begins']);
  patient.letGo();
  session.letGo();
  await Promise.all(both);
  expect(log).toEqual(['patient begins', 'patient ends', 'session begins', 'session ends']);
});

test('records of one group are saved side by side', async () => {
  const log: string[] = [];
  const apart = createKeptApart();
  const [one, other] = [heldWork(log, 'one'), heldWork(log, 'other')];
  const both = [apart('diary', one.work), apart('diary', other.work)];
  await turn();
  expect(log).toEqual(['one begins', 'other begins']);
  one.letGo();
  other.letGo();
  await Promise.all(both);
});

test('nobody waits for ever: who comes later stands behind, also behind those of another group', async () => {
  const log: string[] = [];
  const apart = createKeptApart();
  const works = ['first', 'second', 'third'].map((name) => heldWork(log, name));
  const [first, second, third] = works;
  if (!first || !second || !third) throw new Error('three works');
  const all = [apart('diary', first.work), apart('people', second.work), apart('diary', third.work)];
  await turn();
  expect(log).toEqual(['first begins']);
  first.letGo();
  await turn();
  expect(log.at(-1)).toBe('second begins');
  second.letGo();
  third.letGo();
  await Promise.all(all);
  expect(log.at(-1)).toBe('third ends');
});

test('what failed gives its place up', async () => {
  const apart = createKeptApart();
  await expect(apart('people', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await apart('diary', async () => 'next')).toBe('next');
});
