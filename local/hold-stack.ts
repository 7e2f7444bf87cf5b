import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessNote, startedTicks } from './process-note.ts';

const waitMaxMs = 10 * 60_000;
const lookEveryMs = 500;

/**
 * Starting and stopping are one process's at a time: another waits until the first has ended, and a lock that a killed one
 * left is taken over. The lock goes with this process.
 *
 * @throws Error in words, when the other takes too long
 */
export async function holdStack(dir: string, onWait: (words: string) => void = () => {}): Promise<void> {
  const lock = join(dir, 'lock.json');
  mkdirSync(dir, { recursive: true });
  const own: ProcessNote = { pid: process.pid, startedTicks: startedTicks(process.pid) ?? '' };
  const giveUpAt = Date.now() + waitMaxMs;
  let told = false;
  while (!taken(lock, own)) {
    const holder = holderOf(lock);
    if (!isRunning(holder)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (Date.now() > giveUpAt)
      throw new Error(
        `Process ${holder.pid} starts or stops this stack and does not end. Stop it, and try again.`,
      );
    if (!told) onWait(`process ${holder.pid} starts or stops this stack: waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  process.on('exit', () => {
    if (holderOf(lock)?.pid === process.pid) rmSync(lock, { force: true });
  });
}

/** The lock appears with its content or not at all: nobody takes a half-written one for a dead one's. */
function taken(lock: string, own: ProcessNote): boolean {
  const written = `${lock}.${own.pid}`;
  writeFileSync(written, JSON.stringify(own));
  try {
    linkSync(written, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(written, { force: true });
  }
}

function holderOf(lock: string): ProcessNote | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as ProcessNote;
  } catch {
    return undefined;
  }
}
