/** `make status`: one line a process. */
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';
import { halaxyOfData } from './whose-data.ts';

const asked = readLocalSettings(process.env, process.cwd());
const halaxyBaseUrl = asked.halaxyBaseUrl ?? halaxyOfData(asked.dir);
const lines = await createStack({ ...asked, halaxyBaseUrl }, process.cwd()).status();
for (const { name, pid, address, ready, detail } of lines)
  console.log(`${name} ${pid ?? '-'} ${address} ${ready ? 'ready' : 'not ready'} ${detail}`);
process.exit(lines.every(({ ready }) => ready) ? 0 : 1);
