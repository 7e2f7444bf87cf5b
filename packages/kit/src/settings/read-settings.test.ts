import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { readSettings } from './read-settings.ts';
import { setting } from './setting.ts';

const declared = {
  port: setting({
    env: 'PORT',
    schema: z.coerce.number().int().min(1).max(65535),
    default: '4000',
    doc: 'A port.',
  }),
  secret: setting({
    env: 'HALAXY_CLIENT_SECRET',
    schema: z.string().min(8),
    doc: 'From Halaxy.',
    secret: true,
  }),
  url: setting({ env: 'HALAXY_BASE_URL', schema: z.url(), doc: 'Where Halaxy is.' }),
};
const files = (path: string): string => {
  if (path === '/run/secret') return 'from-a-file\n';
  throw new Error('ENOENT');
};

test('all faults are reported together, by variable', () => {
  const read = readSettings(declared, { PORT: '70000', HALAXY_BASE_URL: 'nowhere' }, files);
  expect(read).toMatchObject({
    ok: false,
    faults: [
      { env: 'PORT', message: expect.stringContaining('too large') },
      { env: 'HALAXY_CLIENT_SECRET', message: expect.stringContaining('is missing. From Halaxy.') },
      { env: 'HALAXY_BASE_URL', message: expect.stringContaining('not of the expected form') },
    ],
  });
});

test('I6: a fault never repeats the value that was given', () => {
  const read = readSettings(declared, { HALAXY_CLIENT_SECRET: 'hunter2', HALAXY_BASE_URL: 'hunter3' }, files);
  expect(JSON.stringify(read)).not.toMatch(/hunter/);
});

test('a secret may come from a file, trimmed; an empty variable counts as unset', () => {
  const env = {
    PORT: '',
    HALAXY_CLIENT_SECRET_FILE: '/run/secret',
    HALAXY_BASE_URL: 'http://127.0.0.1:4010/main/',
  };
  const read = readSettings(declared, env, files);
  expect(read).toMatchObject({ ok: true, values: { port: 4000, secret: 'from-a-file' } });
});

test.each([
  [
    'both forms at once',
    { HALAXY_CLIENT_SECRET: 'long-enough', HALAXY_CLIENT_SECRET_FILE: '/run/secret' },
    'given twice',
  ],
  ['a file that is not there', { HALAXY_CLIENT_SECRET_FILE: '/run/nothing' }, 'cannot be read'],
])('a secret with %s is a fault that says so', (_, env, words) => {
  const read = readSettings(declared, { ...env, HALAXY_BASE_URL: 'http://localhost' }, files);
  expect(read).toMatchObject({ ok: false, faults: [{ message: expect.stringContaining(words) }] });
});

test('a variable of ours that nobody declared is told, and is no fault', () => {
  const env = {
    HALAXY_CLIENT_SECRET: 'long-enough',
    HALAXY_BASE_URL: 'http://localhost',
    HALAXY_BASEURL: 'typo',
    HOME: '/',
  };
  expect(readSettings(declared, env, files, ['HALAXY_'])).toMatchObject({
    ok: true,
    unknown: ['HALAXY_BASEURL'],
  });
});
