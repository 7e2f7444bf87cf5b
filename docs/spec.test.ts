import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(__dirname, '..');
const rows = [...readFileSync(resolve(root, 'docs/SPEC.md'), 'utf8').matchAll(/^\| (I\d+) \|(.*)\|$/gm)].map(
  ([, law = '', cells = '']) => ({
    law,
    tests: (cells.split(' | ').at(-1) ?? '').match(/(?<=`)[^`,]+(?=`)/g) ?? [],
  }),
);

test('the laws are numbered without a gap', () => {
  expect(rows.map(({ law }) => law)).toEqual(rows.map((_, index) => `I${index + 1}`));
  expect(rows.length).toBe(14);
});

test.each(rows)('the tests that are named for $law are there and bear its number', ({ law, tests }) => {
  for (const file of tests) {
    const held = existsSync(resolve(root, file)) ? readFileSync(resolve(root, file), 'utf8') : '';
    expect([file, held.includes(`${law}: `)]).toEqual([file, true]);
  }
});
