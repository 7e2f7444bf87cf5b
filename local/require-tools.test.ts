import { expect, test } from '@jest/globals';
import { majorVersion } from './require-tools.ts';

test.each([
  ['v24.21.0\n', 24],
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['no number at all', undefined],
] as const)('the major version in %j is %p', (printed, major) => {
  expect(majorVersion(printed)).toBe(major);
});
