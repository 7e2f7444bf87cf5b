/**
 * Runs every test that gates a change and closes with plain counts: one line per law (a title
 * that starts with `I4:` or `M2:` bears that law's number), then `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { requireChromium } from './chromium.ts';
import { countByLaw, type JestReport } from './count-by-law.ts';
import { createTestStack, jestFlags, testFilesAtOnce } from './test-stack.ts';

/** Those of a whole clinic have their Halaxy in a process of its own anyway. */
const storiesOfOneHalaxy = ['door-meets-halaxy', 'halaxy-to-announcement', 'reconciler-', 'figures-'].map(
  (name) => `tests/system/${name}`,
);

mkdirSync('.local', { recursive: true });
requireChromium();
const stack = createTestStack();
await stack.up();
const asked = process.argv.slice(2);
const runs = [runJest('test-report', asked)];
// Once more, each Halaxy in a process of its own and of another seed: a story may know neither.
if (asked.length === 0)
  runs.push(runJest('stories-apart-report', storiesOfOneHalaxy, { BLOOM_TEST_SIMULATOR: 'apart' }));
await stack.down();

const reports = runs.map(({ report }) => report);
const report: JestReport = {
  numPassedTests: reports.reduce((sum, each) => sum + each.numPassedTests, 0),
  numFailedTests: reports.reduce((sum, each) => sum + each.numFailedTests, 0),
  testResults: reports.flatMap((each) => each.testResults),
};

console.log('\nTests per law:');
for (const [law, count] of countByLaw(report)) console.log(`  ${law}\t${count}`);

const failedSuites = report.testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
);
for (const suite of failedSuites) console.error(`did not run: ${suite.name}\n${suite.message ?? ''}`);
const failed = report.numFailedTests + failedSuites.length;
const nothingRan = report.numPassedTests === 0;
if (nothingRan) console.error('No test ran.');
console.log(`${report.numPassedTests} passed, ${failed} failed`);
const allEnded = runs.every(({ status }) => status === 0);
process.exit(allEnded && failed === 0 && !nothingRan ? 0 : 1);

function runJest(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const reportFile = `.local/${name}.json`;
  rmSync(reportFile, { force: true });
  const { status } = spawnSync(
    process.execPath,
    [
      ...jestFlags,
      'node_modules/jest/bin/jest.js',
      '--json',
      `--outputFile=${reportFile}`,
      `--maxWorkers=${testFilesAtOnce}`,
      ...args,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...stack.env, ...env } },
  );
  try {
    return { status, report: JSON.parse(readFileSync(reportFile, 'utf8')) as JestReport };
  } catch {
    console.error('The test runner left no report: it did not start, or was ended from outside. See above.');
    process.exit(1);
  }
}
