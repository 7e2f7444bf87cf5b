/**
 * Shows that the guards are guarded: each `tests/mutants/*.patch` breaks one protection, and the test
 * it names must go red. A patch starts with `Test: <path>` and `Title: <words of the title>`.
 *
 * Works on a copy of the tracked files, so that an interrupted run never leaves a mutant in the tree.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createTestStack, jestFlags } from './test-stack.ts';

const mutantsDir = 'tests/mutants';
/** A test that hangs under a mutant leaves its runner hanging: it is ended, and counts as red by what it reported. */
const oneTestMs = 180_000;
const root = process.cwd();
const copy = mkdtempSync(join(tmpdir(), 'bloom-mutants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));

/** Lays the tree as it stands here, uncommitted changes too; installed packages point into the copy. */
function layCopy(): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(file, join(copy, file), { force: true, errorOnExist: false });
  }
  mkdirSync(join(copy, 'node_modules/@bloom'), { recursive: true });
  for (const entry of readdirSync('node_modules'))
    if (entry !== '@bloom')
      symlinkSync(resolve(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  for (const area of ['packages', 'services', 'simulators'])
    for (const name of existing(area)) {
      const bare = JSON.parse(readFileSync(join(area, name, 'package.json'), 'utf8')).name as string;
      symlinkSync(join(copy, area, name), join(copy, 'node_modules', bare));
      const own = join(area, name, 'node_modules');
      if (existing(own).length > 0) symlinkSync(resolve(root, own), join(copy, own));
    }
}

function existing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function header(patch: string, name: string): string {
  const value = new RegExp(`^${name}: (.+)$`, 'm').exec(patch)?.[1];
  if (!value) throw new Error(`the patch names no "${name}:" in its first lines`);
  return value.trim();
}

function runTest(test: string, title: string): { passed: number; failed: number } {
  const run = spawnSync(
    process.execPath,
    [
      ...jestFlags,
      resolve(root, 'node_modules/jest/bin/jest.js'),
      '--json',
      '--forceExit',
      '--runTestsByPath',
      test,
      '-t',
      title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    ],
    {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: oneTestMs,
      env: { ...process.env, ...stack.env },
    },
  );
  const report = JSON.parse(run.stdout) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  if (report.numRuntimeErrorTestSuites > 0)
    throw new Error(`${test} does not even load: a mutant must compile`);
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** Red with the mutant, green without it: only then does the test prove anything. */
function survives(patchFile: string): string | undefined {
  const patch = readFileSync(join(mutantsDir, patchFile), 'utf8');
  const test = header(patch, 'Test');
  const title = header(patch, 'Title');
  const before = runTest(test, title);
  if (before.passed === 0 || before.failed > 0)
    return `"${title}" in ${test} is not green without the mutant`;
  execFileSync('git', ['apply', '--whitespace=nowarn', resolve(root, mutantsDir, patchFile)], { cwd: copy });
  try {
    return runTest(test, title).failed > 0 ? undefined : `"${title}" in ${test} stayed green`;
  } finally {
    execFileSync('git', ['apply', '-R', '--whitespace=nowarn', resolve(root, mutantsDir, patchFile)], {
      cwd: copy,
    });
  }
}

const stack = createTestStack();
await stack.up();
layCopy();
const wanted = process.argv[2] ?? '';
const patches = readdirSync(mutantsDir).filter((name) => name.endsWith('.patch') && name.startsWith(wanted));
let survivors = 0;
for (const patch of patches) {
  let fault: string | undefined;
  try {
    fault = survives(patch);
  } catch (cause) {
    fault = cause instanceof Error ? cause.message : String(cause);
  }
  if (fault) survivors += 1;
  console.log(fault ? `survived  ${patch}: ${fault}` : `killed    ${patch}`);
}
await stack.down();
console.log(`${patches.length - survivors} mutants killed, ${survivors} survived`);
process.exit(survivors === 0 && patches.length > 0 ? 0 : 1);
