/**
 * Runs every test that gates a change and closes with plain counts: one line per law (a title
 * that starts with `I4:` or `M2:` bears that law's number), then `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { requireChromium } from './chromium.ts';
import { countByLaw, type JestReport } from './count-by-law.ts';
import { createTestStack, jestFlags } from './test-stack.ts';

const reportFile = '.local/test-report.json';
mkdirSync('.local', { recursive: true });
rmSync(reportFile, { force: true });

requireChromium();
const stack = createTestStack();
await stack.up();

const jest = spawnSync(
  process.execPath,
  [
    ...jestFlags,
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${reportFile}`,
    ...process.argv.slice(2),
  ],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...stack.env },
  },
);
await stack.down();

let report: JestReport;
try {
  report = JSON.parse(readFileSync(reportFile, 'utf8')) as JestReport;
} catch {
  console.error('The test runner left no report: it did not start, or was ended from outside. See above.');
  process.exit(1);
}

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
process.exit(jest.status === 0 && failed === 0 && !nothingRan ? 0 : 1);
