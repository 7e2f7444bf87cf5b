import { cpus, loadavg, totalmem } from 'node:os';
import { round } from './percentiles.ts';

/** What the figures were measured on; without it they say nothing. */
export function describeMachine() {
  const [first] = cpus();
  return {
    cores: cpus().length,
    cpu: first?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    loadBefore: loadNow(),
  };
}

/** Processes that ran or wanted to, over the last minute. */
export function loadNow(): number {
  return round(loadavg()[0] ?? 0);
}

export type Machine = ReturnType<typeof describeMachine>;
