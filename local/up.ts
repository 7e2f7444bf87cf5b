/** `make up`: starts what does not run, waits until all is ready, and says where it is. */
import { connectSimulator } from './connect-simulator.ts';
import { requireTools } from './require-tools.ts';
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';
import { welcome } from './welcome.ts';

try {
  const settings = readLocalSettings(process.env, process.cwd());
  await requireTools(settings);
  const stack = createStack(settings, process.cwd(), console.log);
  await stack.up();
  if (settings.services) {
    console.log('connecting to Halaxy and waiting for the first sync');
    await connectSimulator(settings);
  }
  for (const { name, address, detail } of await stack.status()) console.log(`${name}\t${address}\t${detail}`);
  console.log(settings.services ? welcome(settings) : 'Ready.');
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
