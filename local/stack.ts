import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.ts';
import { kafkaPart } from './parts/kafka.ts';
import { mongodbPart } from './parts/mongodb.ts';
import { redisPart } from './parts/redis.ts';
import { simulatorPart } from './parts/simulator.ts';
import { portOwner } from './port-owner.ts';
import { isRunning, type ProcessNote, startedTicks } from './process-note.ts';
import type { LocalSettings } from './settings.ts';

export type PartStatus = {
  readonly name: string;
  readonly pid: number | undefined;
  readonly address: string;
  readonly ready: boolean;
  readonly detail: string;
};

const readyWithinMs = 60_000;
const probeEveryMs = 150;
const graceMs = 15_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The processes of one local stack: started, looked at and stopped by their own notes, never by name. */
export function createStack(
  settings: LocalSettings,
  root: string,
  onStep: (words: string) => void = () => {},
) {
  const simulator = settings.halaxyBaseUrl ? [] : [simulatorPart(settings, root)];
  const parts: Part[] = [mongodbPart(settings), redisPart(settings), kafkaPart(settings, root), ...simulator];
  const noteFile = (name: string): string => join(settings.dir, `${name}.process.json`);
  const logFile = (name: string): string => join(settings.dir, 'logs', `${name}.log`);

  function noteOf(name: string): ProcessNote | undefined {
    try {
      return JSON.parse(readFileSync(noteFile(name), 'utf8')) as ProcessNote;
    } catch {
      return undefined;
    }
  }

  async function start(part: Part): Promise<void> {
    const { command, args, env } = await part.prepare();
    const owner = portOwner(part.port);
    if (owner)
      throw new Error(
        `Port ${part.port} is taken by ${owner.pid ? `process ${owner.pid}` : 'someone'}: ${owner.command}. Stop it, or give ${part.name} another port.`,
      );
    mkdirSync(join(settings.dir, 'logs'), { recursive: true });
    const log = openSync(logFile(part.name), 'w');
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
    const note: ProcessNote = { pid: child.pid, startedTicks: ticks };
    writeFileSync(noteFile(part.name), JSON.stringify(note));
    await waitReady(part, note);
  }

  async function waitReady(part: Part, note: ProcessNote): Promise<void> {
    const giveUpAt = Date.now() + readyWithinMs;
    let reason = '';
    while (isRunning(note) && Date.now() < giveUpAt) {
      try {
        await part.probe();
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        await pause(probeEveryMs);
      }
    }
    const what = isRunning(note)
      ? `was not ready within ${readyWithinMs / 1_000} s (${reason})`
      : 'ended at once';
    const tail = readFileSync(logFile(part.name), 'utf8').trim().split('\n').slice(-6).join('\n  ');
    throw new Error(`It ${what}. The end of its log:\n  ${tail}`);
  }

  async function stop(name: string): Promise<boolean> {
    const note = noteOf(name);
    const wasRunning = isRunning(note);
    if (wasRunning) {
      process.kill(note.pid, 'SIGTERM');
      const killAt = Date.now() + graceMs;
      while (isRunning(note) && Date.now() < killAt) await pause(50);
      if (isRunning(note)) process.kill(note.pid, 'SIGKILL');
    }
    rmSync(noteFile(name), { force: true });
    return wasRunning;
  }

  return {
    /** Starts what does not run. On a failure it stops what this call started, and throws in words. */
    async up(): Promise<void> {
      const started: string[] = [];
      for (const part of parts) {
        if (
          isRunning(noteOf(part.name)) &&
          (await part.probe().then(
            () => true,
            () => false,
          ))
        )
          continue;
        await stop(part.name);
        onStep(`starting ${part.name}`);
        try {
          started.push(part.name);
          await start(part);
        } catch (error) {
          for (const name of started.reverse()) await stop(name);
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(
            `${part.name} did not start. ${reason}\nWhat to do: ${part.remedy}\nNothing that this call started is left running.`,
          );
        }
      }
    },

    /** Stops everything that `up` started, last first. Returns the names of what ran. */
    async down(): Promise<string[]> {
      const stopped: string[] = [];
      for (const { name } of [...parts].reverse()) if (await stop(name)) stopped.push(name);
      return stopped;
    },

    async status(): Promise<PartStatus[]> {
      return Promise.all(
        parts.map(async ({ name, port, probe }) => {
          const note = noteOf(name);
          const pid = isRunning(note) ? note.pid : undefined;
          const address = `127.0.0.1:${port}`;
          if (pid === undefined)
            return {
              name,
              pid,
              address,
              ready: false,
              detail: note ? 'it ended: `make up` starts it again' : 'not started',
            };
          return probe().then(
            (detail) => ({ name, pid, address, ready: true, detail }),
            (error: unknown) => ({
              name,
              pid,
              address,
              ready: false,
              detail: error instanceof Error ? error.message : String(error),
            }),
          );
        }),
      );
    },

    logFiles: (): string[] => parts.map(({ name }) => logFile(name)),
  };
}

export type Stack = ReturnType<typeof createStack>;
