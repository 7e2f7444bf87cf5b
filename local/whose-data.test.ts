import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readLocalSettings } from './settings.ts';
import { halaxyOfData, refuseMixedData } from './whose-data.ts';

const own = { HALAXY_CLIENT_ID: 'id', HALAXY_CLIENT_SECRET: 'secret' };

function settingsIn(dir: string, env: Readonly<Record<string, string>> = {}) {
  return readLocalSettings({ LOCAL_DIR: dir, ...env }, '/');
}
const folder = (): string => mkdtempSync(join(tmpdir(), 'bloom-stack-'));

test('a Halaxy of one’s own needs its credentials', () => {
  const settings = settingsIn(folder(), { HALAXY_BASE_URL: 'https://halaxy.test/main/' });
  expect(() => refuseMixedData(settings)).toThrow('HALAXY_CLIENT_ID and HALAXY_CLIENT_SECRET');
});

test('data of one Halaxy and of another do not mix, and what they are of is known afterwards', () => {
  const dir = folder();
  refuseMixedData(settingsIn(dir));
  refuseMixedData(settingsIn(dir));
  expect(halaxyOfData(dir)).toBeUndefined();
  const real = { ...own, HALAXY_BASE_URL: 'https://halaxy.test/main/' };
  expect(() => refuseMixedData(settingsIn(dir, real))).toThrow('must not mix');
  const another = folder();
  refuseMixedData(settingsIn(another, real));
  expect(halaxyOfData(another)).toBe('https://halaxy.test/main/');
  expect(() => refuseMixedData(settingsIn(another))).toThrow('must not mix');
});
