import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';

/** Builds the dashboard's page, unless what is built is newer than all it is made from. */
export async function buildPage(root: string): Promise<void> {
  const home = join(root, 'web/dashboard');
  const built = join(home, 'dist-web/index.html');
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (newest(join(home, 'src')) < builtAt && newest(join(root, 'packages/contracts/src')) < builtAt) return;
  await runCommand(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', home]);
}

function newest(folder: string): number {
  if (!existsSync(folder)) return 0;
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(0, ...times);
}
