/** `make logs`: follows the logs of everything that runs, until it is interrupted. */
import { spawn } from 'node:child_process';
import { readLocalSettings } from './settings.ts';
import { createStack } from './stack.ts';

const files = createStack(readLocalSettings(process.env, process.cwd()), process.cwd()).logFiles();
spawn('tail', ['-n', '20', '-F', ...files], { stdio: 'inherit' });
