import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readLocalSettings } from '@bloom/local/settings';
import type { startClinic } from './start-clinic.ts';

type Clinic = Pick<Awaited<ReturnType<typeof startClinic>>, 'settings' | 'commandEnv'>;

/** Ends each block's output, with nothing of it in a page. */
const endMark = '-- the block has ended --';

/**
 * Runs the blocks of `sh` of a page one by one in one shell, as a person who reads it does, against a clinic on ports of its
 * own. A block of which any command fails ends the shell.
 */
export function runPage(file: string, { settings, commandEnv }: Clinic) {
  const text = readFileSync(file, 'utf8');
  const left = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
    atHome(block, settings),
  );
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, MFLAGS: _old, ...env } = process.env;
  const shell = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail'], {
    env: { ...env, ...commandEnv },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<never>((_, reject) =>
    shell.once('exit', () => reject(new Error('the shell ended'))),
  );
  ended.catch(() => {});
  let told = '';
  let heard = () => {};
  shell.stdout.on('data', (some) => {
    told += some;
    heard();
  });

  /** @throws Error with all that was printed, when a command fails */
  async function run(block: string): Promise<string> {
    const from = told.length;
    shell.stdin.write(`{\n${block}\n} </dev/null 2>&1\necho '${endMark}'\n`);
    const isDone = new Promise<void>((resolve) => {
      heard = () => told.indexOf(endMark, from) >= 0 && resolve();
    });
    await Promise.race([isDone, ended]).catch(() => {
      throw new Error(`This failed:\n${block}\nIt said:\n${told.slice(from)}`);
    });
    return told.slice(from, told.indexOf(endMark, from));
  }

  return {
    text,
    run,
    /** The next block of the page. */
    async next(): Promise<string> {
      const block = left.shift();
      if (block === undefined) throw new Error(`${file} has no more blocks`);
      return run(block);
    },
    left: (): readonly string[] => left,
    /** All that was printed so far. */
    told: (): string => told,
    close: () => void shell.kill(),
  };
}

/** Pages speak of the ports that `make up` takes. */
function atHome(block: string, { ports }: Clinic['settings']): string {
  const usual = Object.entries(readLocalSettings({}, '').ports);
  return block.replaceAll(/(?<=127\.0\.0\.1:)\d+/g, (port) => {
    const name = usual.find(([, one]) => one === Number(port))?.[0];
    if (name === undefined) throw new Error(`nothing of the stack listens on ${port}`);
    return `${ports[name as keyof typeof ports]}`;
  });
}
