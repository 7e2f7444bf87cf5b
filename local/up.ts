/** `make up`: starts what does not run, waits until all is ready, and says where it is. */
import { connectSimulator } from './connect-simulator.ts';
import { holdStack } from './hold-stack.ts';
import { requireTools } from './require-tools.ts';
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';
import { createTellLine } from './tell-line.ts';
import { welcome } from './welcome.ts';
import { refuseMixedData } from './whose-data.ts';

try {
  const settings = readLocalSettings(process.env, process.cwd());
  await requireTools(settings);
  await holdStack(settings.dir, console.log);
  refuseMixedData(settings);
  const stack = createStack(settings, process.cwd(), console.log);
  await stack.up();
  if (settings.services) {
    console.log('connecting to Halaxy and waiting for the first sync');
    const line = createTellLine(process.stdout);
    await connectSimulator(settings, (words) => process.stdout.isTTY && line.tell(words));
    line.end();
  }
  const parts = await stack.status();
  for (const { name, address, detail } of parts) console.log(`${name}\t${address}\t${detail}`);
  const failing = parts.filter(({ ready }) => !ready).map(({ name }) => name);
  if (failing.length > 0)
    throw new Error(
      `Not ready after all: ${failing.join(', ')}. \`make logs\` tells why; \`make up\` again starts them.`,
    );
  console.log(settings.services ? welcome(settings) : 'Ready.');
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
