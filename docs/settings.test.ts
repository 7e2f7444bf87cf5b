import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { processes, settingsPage } from './pages/settings-page.ts';

const root = resolve(__dirname, '..');

test('every process of the house stands in docs/settings.md, and no other does', () => {
  const mains = globSync('{services,simulators,web}/*/{src,server}/main.ts', { cwd: root });
  const started = mains
    .filter((file) => readFileSync(resolve(root, file), 'utf8').includes('await runService('))
    .map((file) => file.split('/')[1] ?? '');
  expect(started).toContain('reconciler');
  expect(Object.keys(processes).sort()).toEqual(started.sort());
});

test('docs/settings.md is what the processes declare', () => {
  expect(readFileSync(resolve(root, 'docs/settings.md'), 'utf8')).toBe(settingsPage());
});

test.each(Object.entries(processes))(
  '%s declares no variable twice, and says what each is for',
  (_, declared) => {
    const variables = Object.values(declared).map(({ env }) => env);
    expect(new Set(variables).size).toBe(variables.length);
    for (const { doc } of Object.values(declared)) expect(doc).toMatch(/\.$/);
  },
);

test('I6: a secret has no default', () => {
  for (const declared of Object.values(processes))
    for (const { secret, default: fallback } of Object.values(declared))
      if (secret) expect(fallback || '').toBe('');
});
