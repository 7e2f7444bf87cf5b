import { spawn } from 'node:child_process';
import type { BenchSettings } from './settings.ts';

type Env = Readonly<Record<string, string>>;

/** The benchmarks' own local stack, started and stopped as `make up` and `make down` do it. */
export function benchStack({ stackEnv }: BenchSettings) {
  return {
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
