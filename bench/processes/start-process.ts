import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

type Reply = { readonly id: number; readonly answer?: unknown; readonly failed?: string };

export type ProcessOptions = {
  /** The core it may use; any, where there is no taskset or there are fewer cores. */
  readonly core?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly flags?: readonly string[];
};

/** Starts one of our processes from its source, on its core. */
export function spawnNode(file: URL, { core, env, flags = [] }: ProcessOptions): ChildProcess {
  const args = ['--conditions=bloom-source', '--disable-warning=TimeoutNegativeWarning', ...flags];
  const node = [process.execPath, ...args, fileURLToPath(file)];
  const pinned = core !== undefined && canPin() ? ['taskset', '-c', `${core}`, ...node] : node;
  const [command = '', ...rest] = pinned;
  return spawn(command, rest, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** Server and load generator each get a core of their own where the machine allows it. */
export function canPin(): boolean {
  return cpus().length > 1 && existsSync('/usr/bin/taskset');
}

/** Starts a process that answers with `answerParent`, and asks it. */
export async function startProcess(file: URL, options: ProcessOptions = {}) {
  const child = spawnNode(file, options);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<unknown>();
  waiting.set(0, ready);
  child.on('message', ({ id, answer, failed }: Reply) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (failed === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(failed));
  });
  child.on('exit', (code) => {
    for (const asked of waiting.values()) asked.reject(new Error(`${file.pathname} ended with ${code}`));
  });
  await ready.promise;
  let lastId = 0;
  return {
    pid: child.pid ?? 0,
    ask<T>(name: string, input?: unknown): Promise<T> {
      lastId += 1;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(lastId, asked);
      child.send({ id: lastId, name, input });
      return asked.promise as Promise<T>;
    },
    stop: (): Promise<void> => stopChild(child),
  };
}

export type AskedProcess = Awaited<ReturnType<typeof startProcess>>;

/** Ends a process that we started, and waits until it is gone. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(impatience);
}
