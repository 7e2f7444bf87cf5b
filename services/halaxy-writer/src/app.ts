import { createForceBreakers } from './breakers/force-breakers.ts';
import { createReadBreakers } from './breakers/read-breakers.ts';
import { createCarryWrite } from './carry/carry-write.ts';
import { takeEdits } from './consumers/take-edits.ts';
import type { WriterPorts } from './ports.ts';
import { writerService } from './rpc/writer-service.ts';
import { createPracticeRunners, type NudgePractice } from './work/practice-runner.ts';

/** What has been due for so long nobody works on: any pod carries it, whosever partition it is in. */
const overdueMs = 1_000;

/** halaxy-writer: ports in, behaviour out. Tests build this same object. */
export function buildWriter(ports: WriterPorts) {
  const stop = new AbortController();
  const runners = createPracticeRunners(ports, createCarryWrite(ports), stop.signal);
  const nudge: NudgePractice = (practice) => runners.nudge(practice);
  return {
    rpc: writerService(ports, createReadBreakers(ports), createForceBreakers(ports)),
    consumers: [takeEdits(ports, nudge)] as const,
    nudge,
    /** Finds what no nudge told of. */
    async lookAround(): Promise<void> {
      for (const practice of await ports.writes.practicesOverdue(overdueMs)) nudge(practice);
      ports.events.deadLettersWait(await ports.writes.deadLetters.countWaiting());
    },
    /** Lets what is in flight end, then rests. */
    async close(): Promise<void> {
      stop.abort();
      await runners.ended();
    },
  };
}

export type Writer = ReturnType<typeof buildWriter>;
