/** `make status`: one line a process. */
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';

const lines = await createStack(readLocalSettings(process.env, process.cwd()), process.cwd()).status();
for (const { name, pid, address, ready, detail } of lines)
  console.log(`${name} ${pid ?? '-'} ${address} ${ready ? 'ready' : 'not ready'} ${detail}`);
process.exit(lines.every(({ ready }) => ready) ? 0 : 1);
