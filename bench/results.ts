import { mkdirSync, writeFileSync } from 'node:fs';
import type { Machine } from './measure/machine.ts';
import { round } from './measure/percentiles.ts';

export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it should be; absent for what is told for information. */
  readonly bar?: { readonly atLeast: number } | { readonly atMost: number } | { readonly within: number };
};

/** What a benchmark found: its figures, and whatever they were made from. */
export type Outcome = { readonly figures: readonly Figure[]; readonly details: object };

export type Result = Outcome & {
  readonly name: string;
  readonly command: string;
  readonly seconds: number;
  readonly startedAt: string;
  readonly machine: Machine;
  /** The machine's load over the last minute: above its cores, others disturbed the figures. */
  readonly loadAfter: number;
};

export const percent = (share: number): number => round(share * 100);

const folder = new URL('./results/', import.meta.url);

/** Keeps a result as `bench/results/<name>.json`. */
export function writeResult(result: Result): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${result.name}.json`, folder), `${JSON.stringify(result, null, 2)}\n`);
}

/** A result for people to read. */
export function summarize({ name, seconds, machine, figures }: Result): string {
  const { cores, memoryGb, node, cpu } = machine;
  const lines = figures.map(
    ({ name: what, value, unit, bar }) =>
      `  ${what.padEnd(46)} ${`${value} ${unit}`.trim().padEnd(16)}${bar ? judged(value, bar) : ''}`,
  );
  const head = `${name}: ${seconds} s a figure; ${cores} cores (${cpu}), ${memoryGb} GB, Node ${node}, load ${machine.loadBefore} before`;
  return `${[head, ...lines].map((line) => line.trimEnd()).join('\n')}\n`;
}

function judged(value: number, bar: NonNullable<Figure['bar']>): string {
  if ('atLeast' in bar) return `${value >= bar.atLeast ? 'holds' : 'MISSES'} (at least ${bar.atLeast})`;
  if ('within' in bar)
    return `${Math.abs(value) <= bar.within ? 'holds' : 'MISSES'} (between −${bar.within} and ${bar.within})`;
  return `${value <= bar.atMost ? 'holds' : 'MISSES'} (at most ${bar.atMost})`;
}
