import {
  collectDefaultMetrics,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client';
import { type LabelSets, type LabelValues, labelSets } from './label-sets.ts';

export type MetricDeclaration<L extends LabelSets> = {
  /** In Prometheus' words: `bloom_<what>_<unit>`, a counter ends in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels: L;
};

export type Counter<L extends LabelSets> = { add(labels: LabelValues<L>, count?: number): void };
export type Gauge<L extends LabelSets> = { set(labels: LabelValues<L>, value: number): void };
export type Histogram<L extends LabelSets> = { observe(labels: LabelValues<L>, value: number): void };

/**
 * One service's metrics. Declaring a metric again under the same name, kind and labels gives the same
 * metric; under others it throws. Recording never throws: a number that makes no sense is dropped.
 */
export type Metrics = {
  counter<const L extends LabelSets>(declared: MetricDeclaration<L>): Counter<L>;
  gauge<const L extends LabelSets>(declared: MetricDeclaration<L>): Gauge<L>;
  histogram<const L extends LabelSets>(
    declared: MetricDeclaration<L> & { readonly buckets?: readonly number[] },
  ): Histogram<L>;
  /** All of it as Prometheus reads it. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** Seconds. Our objectives (0.1, 0.2, 0.5, 1, 2 and 5 s) are edges, so that they can be read off exactly. */
export const standardBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60] as const;

type Recorded = {
  readonly kind: string;
  readonly sets: ReturnType<typeof labelSets>;
  readonly metric: unknown;
};

/**
 * Opens an own registry: a test that makes its own metrics starts from nothing.
 *
 * @param processMetrics memory, event loop and garbage collection of the process; watching them costs a
 *   timer, so unit tests leave them out.
 */
export function createMetrics({ processMetrics = false }: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const declaredMetrics = new Map<string, Recorded>();

  function declare<M>(kind: string, declared: MetricDeclaration<LabelSets>, make: () => M) {
    const names = Object.keys(declared.labels).sort();
    const held = declaredMetrics.get(declared.name);
    if (held && (held.kind !== kind || held.sets.names.join() !== names.join()))
      throw new Error(`the metric ${declared.name} is declared twice, differently`);
    const recorded = held ?? { kind, sets: labelSets(names), metric: make() };
    declaredMetrics.set(declared.name, recorded);
    recorded.sets.add(declared.labels);
    return { metric: recorded.metric as M, bounded: recorded.sets.bounded };
  }

  const shape = ({ name, help, labels }: MetricDeclaration<LabelSets>) => ({
    name,
    help,
    labelNames: Object.keys(labels),
    registers: [registry],
  });

  return {
    counter(declared) {
      const { metric, bounded } = declare('counter', declared, () => new PromCounter(shape(declared)));
      // A series that starts at 0 lets an alert see its very first step.
      for (const labels of combinations(declared.labels)) metric.inc(labels, 0);
      return {
        add: (labels, count = 1) => {
          if (Number.isFinite(count) && count >= 0) metric.inc(bounded(labels), count);
        },
      };
    },
    gauge(declared) {
      const { metric, bounded } = declare('gauge', declared, () => new PromGauge(shape(declared)));
      return {
        set: (labels, value) => {
          if (Number.isFinite(value)) metric.set(bounded(labels), value);
        },
      };
    },
    histogram(declared) {
      const buckets = [...(declared.buckets ?? standardBuckets)];
      const { metric, bounded } = declare(
        'histogram',
        declared,
        () => new PromHistogram({ ...shape(declared), buckets }),
      );
      return {
        observe: (labels, value) => {
          if (Number.isFinite(value)) metric.observe(bounded(labels), value);
        },
      };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const combinationsMax = 100;

/** Every combination of the declared values; none where there would be too many to lay out beforehand. */
function combinations(labels: LabelSets): Record<string, string>[] {
  let all: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
    if (all.length > combinationsMax) return [];
  }
  return all;
}
