/**
 * Shows that the guards are guarded: each `tests/mutants/*.patch` breaks one protection, and the test
 * it names must go red. A patch starts with `Test: <path>` and `Title: <words of the title>`.
 *
 * Works on copies of the tracked files, several at a time, so that an interrupted run never leaves a mutant in the tree.
 */
import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { createTestStack, jestFlags, testFilesAtOnce } from './test-stack.ts';

const mutantsDir = 'tests/mutants';
/** A test that hangs under a mutant leaves its runner hanging: it is ended, and counts as red by what it reported. */
const oneTestMs = 180_000;
const root = process.cwd();

/** The tree as it stands here, uncommitted changes too; installed packages point into the copy. @returns its folder */
function layCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'bloom-mutants-'));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(file, join(copy, file), { force: true, errorOnExist: false });
  }
  mkdirSync(join(copy, 'node_modules/@bloom'), { recursive: true });
  for (const entry of readdirSync('node_modules'))
    if (entry !== '@bloom')
      symlinkSync(resolve(root, 'node_modules', entry), join(copy, 'node_modules', entry));
  for (const name of readdirSync('node_modules/@bloom')) {
    const place = relative(root, realpathSync(join('node_modules/@bloom', name)));
    symlinkSync(join(copy, place), join(copy, 'node_modules/@bloom', name));
    const own = join(place, 'node_modules');
    if (existsSync(own)) symlinkSync(resolve(root, own), join(copy, own));
  }
  return copy;
}

function header(patch: string, name: string): string {
  const value = new RegExp(`^${name}: (.+)$`, 'm').exec(patch)?.[1];
  if (!value) throw new Error(`the patch names no "${name}:" in its first lines`);
  return value.trim();
}

async function runTest(
  copy: string,
  test: string,
  title: string,
): Promise<{ passed: number; failed: number }> {
  const args = [
    ...jestFlags,
    resolve(root, 'node_modules/jest/bin/jest.js'),
    '--json',
    '--forceExit',
    // Many a mutant makes its test wait for what never comes.
    '--testTimeout=20000',
    '--runTestsByPath',
    test,
    '-t',
    title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  ];
  const env = { ...process.env, ...stack.env };
  const options = { cwd: copy, env, maxBuffer: 64 * 1024 * 1024, timeout: oneTestMs };
  // Its exit code says no more than its report does.
  const reported = await new Promise<string>((done) => {
    execFile(process.execPath, args, options, (_error, stdout) => done(stdout));
  });
  const report = JSON.parse(reported) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
    testResults: { message: string }[];
  };
  if (report.numRuntimeErrorTestSuites > 0)
    throw new Error(`${test} does not even load: a mutant must compile\n${report.testResults[0]?.message}`);
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/** Red with the mutant, green without it: only then does the test prove anything. @returns what is wrong, if anything */
async function survives(copy: string, patchFile: string): Promise<string | undefined> {
  const path = resolve(root, mutantsDir, patchFile);
  const patch = readFileSync(path, 'utf8');
  const test = header(patch, 'Test');
  const title = header(patch, 'Title');
  const before = await runTest(copy, test, title);
  if (before.passed === 0 || before.failed > 0)
    return `"${title}" in ${test} is not green without the mutant`;
  execFileSync('git', ['apply', '--whitespace=nowarn', path], { cwd: copy });
  try {
    return (await runTest(copy, test, title)).failed > 0 ? undefined : `"${title}" in ${test} stayed green`;
  } finally {
    execFileSync('git', ['apply', '-R', '--whitespace=nowarn', path], { cwd: copy });
  }
}

/** Takes one patch after another until none is left. Each lane has a copy of its own. */
async function workThrough(left: string[], survivors: string[]): Promise<void> {
  const copy = layCopy();
  for (let patch = left.shift(); patch !== undefined; patch = left.shift()) {
    const fault = await survives(copy, patch).catch((cause: unknown) =>
      cause instanceof Error ? cause.message : String(cause),
    );
    const line = fault ? `survived  ${patch}: ${fault}` : `killed    ${patch}`;
    if (fault) survivors.push(line);
    console.log(line);
  }
}

const stack = createTestStack();
await stack.up();
const wanted = process.argv[2] ?? '';
const patches = readdirSync(mutantsDir).filter((name) => name.endsWith('.patch') && name.startsWith(wanted));
const left = [...patches];
const survivors: string[] = [];
await Promise.all(Array.from({ length: testFilesAtOnce }, () => workThrough(left, survivors)));
await stack.down();
for (const line of survivors) console.log(line);
console.log(`${patches.length - survivors.length} mutants killed, ${survivors.length} survived`);
process.exit(survivors.length === 0 && patches.length > 0 ? 0 : 1);
