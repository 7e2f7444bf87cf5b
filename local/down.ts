/** `make down`: stops everything that `make up` started, and nothing else. */
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';

const stopped = await createStack(readLocalSettings(process.env, process.cwd()), process.cwd()).down();
console.log(stopped.length > 0 ? `Stopped ${stopped.join(', ')}.` : 'Nothing was running.');
process.exit(0);
