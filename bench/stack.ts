import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { BenchSettings } from './settings.ts';

type Env = Readonly<Record<string, string>>;

/** The benchmarks' own local stack, started and stopped as `make up` and `make down` do it. */
export function benchStack({ stack, stackEnv }: BenchSettings) {
  return {
    /** Ends it and forgets its data: what an earlier benchmark left would be worked on by the next. */
    async clear(): Promise<void> {
      if (!basename(stack.dir).startsWith('stack-of-bench'))
        throw new Error('LOCAL_DIR must end in a folder named stack-of-bench…: its data is removed.');
      await runScript('local/down.ts', stackEnv);
      rmSync(stack.dir, { recursive: true, force: true });
    },
    /** Kafka, MongoDB, Redis and the simulator, and nothing that would read what is written there. */
    upStores: (): Promise<void> => runScript('local/up.ts', { ...stackEnv, LOCAL_SERVICES: 'none' }),
    /** The whole clinic, connected and synced. */
    upClinic: (env: Env): Promise<void> => runScript('local/up.ts', { ...stackEnv, ...env }),
    down: (): Promise<void> => runScript('local/down.ts', stackEnv),
  };
}

/** @throws Error with what the script printed, when it fails */
function runScript(file: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=TimeoutNegativeWarning', file], { env });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} failed:\n${Buffer.concat(printed)}`)),
    );
  });
}
