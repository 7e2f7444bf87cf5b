/**
 * Writes the pages of `docs/` that are made from the code; with `--check` it only tells which are behind.
 * `make docs` and `make check` call it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { openApiPage } from '@bloom/dashboard-api';
import { asyncApiPage } from './pages/asyncapi-page.ts';
import { errorsPage } from './pages/errors-page.ts';
import { settingsPage } from './pages/settings-page.ts';

const pages: Readonly<Record<string, () => string>> = {
  'docs/asyncapi.yaml': asyncApiPage,
  'docs/errors.md': errorsPage,
  'docs/openapi.yaml': openApiPage,
  'docs/settings.md': settingsPage,
};

const checkOnly = process.argv.includes('--check');
const behind = Object.entries(pages)
  .map(([file, page]) => ({ file, text: page() }))
  .filter(({ file, text }) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
for (const { file, text } of behind) {
  if (checkOnly) console.error(`${file} is behind the code: run \`make docs\` and commit it.`);
  else writeFileSync(file, text);
}
process.exit(checkOnly && behind.length > 0 ? 1 : 0);
