import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { holdStack } from './hold-stack.ts';
import { startedTicks } from './process-note.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'bloom-stack-'));
const lockOf = (dir: string): string => join(dir, 'lock.json');

test('a lock that a killed process left is taken over', async () => {
  const dir = folder();
  writeFileSync(lockOf(dir), JSON.stringify({ pid: process.pid, startedTicks: 'of another process' }));
  await holdStack(dir);
  expect(JSON.parse(readFileSync(lockOf(dir), 'utf8'))).toEqual({
    pid: process.pid,
    startedTicks: startedTicks(process.pid),
  });
});

test('who comes while another holds the stack waits until it lets go, and says so', async () => {
  const dir = folder();
  const holder = { pid: process.ppid, startedTicks: startedTicks(process.ppid) };
  writeFileSync(lockOf(dir), JSON.stringify(holder));
  const told: string[] = [];
  let held = false;
  const waiting = holdStack(dir, (words) => {
    told.push(words);
    expect(held).toBe(false);
    writeFileSync(lockOf(dir), JSON.stringify({ ...holder, startedTicks: 'ended' }));
  }).then(() => {
    held = true;
  });
  await waiting;
  expect(told).toEqual([expect.stringContaining(`process ${process.ppid}`)]);
});
