import { expect, test } from '@jest/globals';
import { createMetrics } from './create-metrics.ts';

const labels = { outcome: ['saved', 'refused'] } as const;

test('I8: a label value outside its closed set is counted as other: series do not grow with what is fed', async () => {
  const metrics = createMetrics();
  const ended = metrics.counter({ name: 'bloom_edits_ended_total', help: 'Edits.', labels });
  ended.add({ outcome: 'saved' }, 2);
  for (let n = 0; n < 50; n++) ended.add({ outcome: `client-${n}` });
  const series = (await metrics.text()).split('\n').filter((line) => line.startsWith('bloom_edits'));
  expect(series.sort()).toEqual([
    'bloom_edits_ended_total{outcome="other"} 50',
    'bloom_edits_ended_total{outcome="refused"} 0',
    'bloom_edits_ended_total{outcome="saved"} 2',
  ]);
});

test.each([0.1, 0.2, 0.5, 1, 2, 5])(
  'the objective of %p s is an edge of the standard buckets',
  async (edge) => {
    const metrics = createMetrics();
    const lag = metrics.histogram({ name: 'bloom_lag_seconds', help: 'Lag.', labels: {} });
    lag.observe({}, edge);
    lag.observe({}, edge + 0.001);
    expect(await metrics.text()).toContain(`bloom_lag_seconds_bucket{le="${edge}"} 1\n`);
  },
);

test('recording never throws: a number that makes no sense is dropped', async () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'a_total', help: 'A.', labels: {} }).add({}, -1);
  metrics.gauge({ name: 'b', help: 'B.', labels: {} }).set({}, Number.NaN);
  metrics.histogram({ name: 'c_seconds', help: 'C.', labels: {} }).observe({}, Number.POSITIVE_INFINITY);
  const text = await metrics.text();
  expect(text).toContain('a_total 0');
  expect(text).toContain('c_seconds_count 0');
});

test('two parts of a service may share a metric, each with its own values', async () => {
  const metrics = createMetrics();
  const of = (job: string) => metrics.counter({ name: 'runs_total', help: 'Runs.', labels: { job: [job] } });
  of('sweep').add({ job: 'sweep' });
  of('prune').add({ job: 'prune' }, 3);
  expect(await metrics.text()).toMatch(/job="sweep"} 1[\s\S]*job="prune"} 3/);
});

test('a name declared twice with other labels or as another kind is a mistake that shows at start', () => {
  const metrics = createMetrics();
  metrics.counter({ name: 'runs_total', help: 'Runs.', labels: {} });
  expect(() => metrics.counter({ name: 'runs_total', help: 'Runs.', labels })).toThrow(/declared twice/);
  expect(() => metrics.gauge({ name: 'runs_total', help: 'Runs.', labels: {} })).toThrow(/declared twice/);
});
