/** `make down`: stops everything that `make up` started, and nothing else. */
import { holdStack } from './hold-stack.ts';
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';

const settings = readLocalSettings(process.env, process.cwd());
await holdStack(settings.dir, console.log);
const stopped = await createStack(settings, process.cwd()).down();
console.log(stopped.length > 0 ? `Stopped ${stopped.join(', ')}.` : 'Nothing was running.');
process.exit(0);
