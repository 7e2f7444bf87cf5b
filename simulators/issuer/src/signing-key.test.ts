import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { loadSigningKey } from './signing-key.ts';

const dir = mkdtempSync(join(tmpdir(), 'issuer-key-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a restart signs with the key of before, which its owner alone can read', async () => {
  const file = join(dir, 'made/key.json');
  const first = await loadSigningKey(file);
  expect(await loadSigningKey(file)).toEqual(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file that holds no key is left as it is, and the fault says what to do', async () => {
  const file = join(dir, 'broken.json');
  writeFileSync(file, '{"kty":"RSA"}');
  await expect(loadSigningKey(file)).rejects.toThrow(/Remove it to have a new one made/);
  expect(readFileSync(file, 'utf8')).toBe('{"kty":"RSA"}');
});
