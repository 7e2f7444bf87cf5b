import type { Part } from './part.ts';
import { type PartProcess, PortTaken, partProcess } from './part-process.ts';
import { inContainer } from './parts/in-container.ts';
import { kafkaPart } from './parts/kafka.ts';
import { mongodbPart } from './parts/mongodb.ts';
import { redisPart } from './parts/redis.ts';
import { serviceParts } from './parts/services.ts';
import { simulatorPart } from './parts/simulator.ts';
import { partsToShow, partsToStart } from './plan.ts';
import { buildPage } from './prepare/built-page.ts';
import { isRunning } from './process-note.ts';
import type { LocalSettings } from './settings.ts';

export type PartStatus = {
  readonly name: string;
  readonly pid: number | undefined;
  readonly address: string;
  readonly ready: boolean;
  readonly detail: string;
};

/** Every part, in the order of starting. A further service is one more entry. */
function stackParts(settings: LocalSettings, root: string): Part[] {
  const stores = [mongodbPart(settings), redisPart(settings), kafkaPart(settings, root)];
  const simulator = simulatorPart(settings, root);
  return [
    ...(settings.containers ? stores.map((part) => inContainer(part, settings, root)) : stores),
    simulator,
    ...serviceParts(settings, root, () => buildPage(root)),
  ];
}

/** The processes of one local stack: started, looked at and stopped by their own notes, never by name. */
export function createStack(
  settings: LocalSettings,
  root: string,
  onStep: (words: string) => void = () => {},
) {
  const processes = stackParts(settings, root).map((part) => partProcess(part, settings.dir));

  function shown(): PartProcess[] {
    const names = partsToShow(
      processes.map(({ part, note }) => ({
        name: part.name,
        wanted: part.wanted ?? true,
        running: isRunning(note()),
        ready: false,
      })),
    );
    return processes.filter(({ part }) => names.includes(part.name));
  }

  return {
    /** Starts what does not run. On a failure it stops what this call started, and throws in words. */
    async up(): Promise<void> {
      const states = await Promise.all(
        processes.map(async ({ part, state }) => ({
          name: part.name,
          wanted: part.wanted ?? true,
          ...(await state()),
        })),
      );
      const names = partsToStart(states);
      const started: PartProcess[] = [];
      for (const each of processes.filter(({ part }) => names.includes(part.name))) {
        onStep(`starting ${each.part.name}`);
        try {
          await each.stop();
          started.push(each);
          await each.start();
        } catch (error) {
          for (const other of started.reverse()) await other.stop();
          const remedy = error instanceof PortTaken ? '' : `What to do: ${each.part.remedy}\n`;
          const reason = error instanceof Error ? error.message : String(error);
          throw new Error(
            `${each.part.name} did not start. ${reason}\n${remedy}Nothing that this call started is left running.`,
          );
        }
      }
    },

    /** Stops everything that `up` started, last first. Returns the names of what ran. */
    async down(): Promise<string[]> {
      const stopped: string[] = [];
      for (const { part, stop } of [...processes].reverse()) if (await stop()) stopped.push(part.name);
      return stopped;
    },

    status: (): Promise<PartStatus[]> => Promise.all(shown().map(statusOf)),

    logFiles: (): string[] => shown().map(({ logFile }) => logFile),
  };
}

export type Stack = ReturnType<typeof createStack>;

async function statusOf({ part, note, probe }: PartProcess): Promise<PartStatus> {
  const held = note();
  const pid = isRunning(held) ? held.pid : undefined;
  const line = { name: part.name, pid, address: `127.0.0.1:${part.port}` };
  if (pid === undefined) {
    const detail = held ? 'it ended: `make up` starts it again' : 'not started';
    return { ...line, ready: false, detail };
  }
  return probe().then(
    (detail) => ({ ...line, ready: true, detail }),
    (error: unknown) => ({
      ...line,
      ready: false,
      detail: error instanceof Error ? error.message : String(error),
    }),
  );
}
