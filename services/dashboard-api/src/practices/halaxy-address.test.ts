import { readSettings } from '@bloom/kit';
import { expect, test } from '@jest/globals';
import { dashboardApiConfig } from '../config.ts';
import { halaxyAddress } from './halaxy-address.ts';

const { halaxyBaseUrl } = dashboardApiConfig;
const setTo = (HALAXY_BASE_URL: string) => readSettings({ halaxyBaseUrl }, { HALAXY_BASE_URL }, () => '');

test.each([
  'http://halaxy.test/main/',
  'HTTP://halaxy.test/main/',
  'http://10.0.0.7/main/',
  'http://0.0.0.0:4010/main/',
  'http://127.0.0.1.halaxy.test/main/',
  'http://127.halaxy.test/main/',
  'http://localhost.halaxy.test/main/',
  'http://[::]/main/',
  'http://[::ffff:10.0.0.7]/main/',
])('no client secret goes in clear text to another machine: %s is refused', (address) => {
  const [issue] = halaxyAddress.safeParse(address).error?.issues ?? [];
  expect(issue?.message).toContain('plain http');
  expect(setTo(address)).toMatchObject({ ok: false, faults: [{ env: 'HALAXY_BASE_URL' }] });
});

test.each([
  'http://127.0.0.1:4010/main/',
  'http://127.8.9.10/main/',
  'http://localhost:4010/main/',
  'http://[::1]:4010/main/',
  'https://au-api.halaxy.com/main/',
])('%s is taken: it stays on this machine, or is sealed on its way', (address) => {
  expect(halaxyAddress.parse(address)).toBe(address);
  expect(setTo(address)).toMatchObject({ ok: true, values: { halaxyBaseUrl: address } });
});

test('what is no address at all is refused and raises nothing', () => {
  for (const text of ['', 'http://', 'nowhere', 'http://[/'])
    expect(halaxyAddress.safeParse(text).success).toBe(false);
});
