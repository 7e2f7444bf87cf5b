/** The part of jest's `--json` report that is read here. */
export type JestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
};

/** Passed tests per law, in the laws' order: a law is the capital letter and number before the first colon. */
export function countByLaw(report: JestReport): [law: string, count: number][] {
  const counts = new Map<string, number>();
  for (const suite of report.testResults)
    for (const { title, status } of suite.assertionResults) {
      const law = /^([A-Z]\d+):/.exec(title)?.[1];
      if (law && status === 'passed') counts.set(law, (counts.get(law) ?? 0) + 1);
    }
  return [...counts].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}
