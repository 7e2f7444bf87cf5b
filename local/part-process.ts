import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.ts';
import { portOwner } from './port-owner.ts';
import { isRunning, type ProcessNote, startedTicks } from './process-note.ts';

const readyWithinMs = 60_000;
const probeWithinMs = 5_000;
const probeEveryMs = 150;
const graceMs = 15_000;
const goneWithinMs = 2_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The process of one part: started, asked and stopped by the note that `dir` keeps of it, never by its name. */
export function partProcess(part: Part, dir: string) {
  const noteFile = join(dir, `${part.name}.process.json`);
  const logFile = join(dir, 'logs', `${part.name}.log`);

  function note(): ProcessNote | undefined {
    try {
      return JSON.parse(readFileSync(noteFile, 'utf8')) as ProcessNote;
    } catch {
      return undefined;
    }
  }

  /** One look. @throws Error with the reason, also when there is no answer in time */
  async function probe(): Promise<string> {
    const tooLong = new AbortController();
    const late = pauseUnless(tooLong.signal, probeWithinMs).then(() => {
      throw new Error(`no answer within ${probeWithinMs / 1_000} s`);
    });
    try {
      return await Promise.race([part.probe(), late]);
    } finally {
      tooLong.abort();
    }
  }

  /** Looks until it is ready, has ended or the time is over; undefined = ready, else the last reason. */
  async function waitReady(started: ProcessNote, withinMs: number): Promise<string | undefined> {
    const giveUpAt = Date.now() + withinMs;
    let reason = 'it ended';
    while (isRunning(started) && Date.now() < giveUpAt) {
      try {
        await probe();
        return undefined;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        await pause(probeEveryMs);
      }
    }
    return reason;
  }

  async function gone(stopped: ProcessNote, withinMs: number): Promise<boolean> {
    const giveUpAt = Date.now() + withinMs;
    while (isRunning(stopped) && Date.now() < giveUpAt) await pause(50);
    return !isRunning(stopped);
  }

  return {
    part,
    logFile,
    note,
    probe,

    /** Does it run, and does it answer? A running one is given a moment: a busy machine is no reason to restart it. */
    async state(): Promise<{ running: boolean; ready: boolean }> {
      const held = note();
      if (!isRunning(held)) return { running: false, ready: false };
      return { running: true, ready: (await waitReady(held, probeWithinMs)) === undefined };
    },

    /** Starts it and waits until it is ready. @throws Error in words: the port's owner, or the end of its log */
    async start(): Promise<void> {
      const { command, args, env } = await part.prepare();
      for (const port of [part.port, ...(part.otherPorts ?? [])]) await refuseTakenPort(port, part.name);
      mkdirSync(join(dir, 'logs'), { recursive: true });
      const log = openSync(logFile, 'w');
      const child = spawn(command, [...args], {
        detached: true,
        stdio: ['ignore', log, log],
        env: { ...process.env, ...env },
      });
      closeSync(log);
      child.on('error', () => {});
      child.unref();
      const ticks = child.pid === undefined ? undefined : startedTicks(child.pid);
      if (child.pid === undefined || ticks === undefined) throw new Error(`${command} did not start.`);
      const started: ProcessNote = { pid: child.pid, startedTicks: ticks };
      writeFileSync(noteFile, JSON.stringify(started));
      const reason = await waitReady(started, readyWithinMs);
      if (reason === undefined) return;
      const what = isRunning(started)
        ? `was not ready within ${readyWithinMs / 1_000} s (${reason})`
        : 'ended';
      throw new Error(`It ${what}. The end of its log:\n  ${tailOf(logFile)}`);
    },

    /** Stops it if the noted process still runs: asks first, then kills. Returns whether it ran. */
    async stop(): Promise<boolean> {
      const held = note();
      const wasRunning = isRunning(held);
      if (wasRunning) {
        signal(held.pid, 'SIGTERM');
        if (!(await gone(held, graceMs))) {
          signal(held.pid, 'SIGKILL');
          await gone(held, goneWithinMs);
        }
      }
      if (held) await part.cleanUp?.();
      rmSync(noteFile, { force: true });
      return wasRunning;
    },
  };
}

export type PartProcess = ReturnType<typeof partProcess>;

/** Its message says what to do: the part itself is not at fault. */
export class PortTaken extends Error {}

/** A killed process may hold its port a moment longer, when it can no longer be seen: that is waited for. */
async function refuseTakenPort(port: number, name: string): Promise<void> {
  const giveUpAt = Date.now() + goneWithinMs;
  let owner = portOwner(port);
  while (owner && owner.pid === undefined && Date.now() < giveUpAt) {
    await pause(50);
    owner = portOwner(port);
  }
  if (!owner) return;
  const who = owner.pid ? `process ${owner.pid}` : 'someone';
  throw new PortTaken(
    `Port ${port} is taken by ${who}: ${owner.command}. Stop it, or give ${name} another port (local/README.md names the settings).`,
  );
}

/** A process may end between the look and the signal: then there is nothing left to do. */
function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function pauseUnless(given: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    given.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

function tailOf(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-6).join('\n  ');
}
