import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Bites } from './chaos.ts';

type Told = { readonly seed: number; readonly bites?: Bites; readonly error?: string };

/** `CONVERGENCE_SEED=n` repeats one seed alone. */
const asked = process.env.CONVERGENCE_SEED;
const seedsMax = asked ? Number(asked) : 200;
const groupSize = 20;
const firsts = asked ? [seedsMax] : Array.from({ length: seedsMax / groupSize }, (_, n) => 1 + n * groupSize);
const lastOf = (first: number) => (asked ? first : first + groupSize - 1);

/** Two processes, as many as a small machine bears; they go on while other tests run. */
const children: ChildProcess[] = [];
const told = new Map<number, Told>();
const waiting = new Set<() => void>();

function start(first: number, last: number): void {
  const flags = ['--conditions=bloom-source', '--disable-warning=ExperimentalWarning'];
  const script = 'tests/convergence/run-seeds.ts';
  const child = spawn(process.execPath, [...flags, script, `${first}`, `${last}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  createInterface(child.stdout).on('line', (line) => {
    const one = JSON.parse(line) as Told;
    told.set(one.seed, one);
    for (const wake of waiting) wake();
  });
}

async function resultOf(seed: number): Promise<Told> {
  for (;;) {
    const one = told.get(seed);
    if (one) return one;
    await new Promise<void>((resolve) => {
      waiting.add(resolve);
    });
  }
}

beforeAll(() => {
  if (asked) return start(seedsMax, seedsMax);
  start(1, seedsMax / 2);
  start(seedsMax / 2 + 1, seedsMax);
});
afterAll(() => {
  for (const child of children) child.kill();
});

test.each(firsts.map((first) => [first, lastOf(first)]))(
  'I3: after any chaos our record equals Halaxy’s, byte for byte, and so do dashboards: seeds %d to %d',
  async (first, last) => {
    for (let seed = first; seed <= last; seed += 1) expect((await resultOf(seed)).error).toBeUndefined();
  },
  300_000,
);

test('I7: the chaos was one: whatever can go wrong went wrong often enough', () => {
  if (asked) return;
  const total = new Map<string, number>();
  for (const { bites = {} } of told.values())
    for (const [name, count] of Object.entries(bites)) total.set(name, (total.get(name) ?? 0) + count);
  for (const [name, count] of total) expect([name, count > 20]).toEqual([name, true]);
  expect(total.size).toBeGreaterThanOrEqual(30);
});
