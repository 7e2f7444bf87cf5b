import { atLocal } from '../local-time.ts';

const DAY_MS = 86_400_000;

/**
 * Reads a search value such as `2026-11-25`, `ge2026-11-25` or `lt2026-11-25T09:00:00+11:00`.
 * A day means that day in the practice's zone (Sydney): an assumption. Undefined where it cannot be read.
 */
export function timeFilter(value: string): ((atMs: number) => boolean) | undefined {
  const [, prefix = 'eq', text = ''] = /^(eq|gte|gt|ge|lte|lt|le)?(\d.*)$/.exec(value) ?? [];
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  if (!isDay && !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const from = isDay ? atLocal(text, 0, 0, 'sydney') : Date.parse(text);
  if (Number.isNaN(from)) return undefined;
  const next = new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const until = isDay ? atLocal(next, 0, 0, 'sydney') : from + 1;
  const tests: Record<string, (at: number) => boolean> = {
    eq: (at) => at >= from && at < until,
    gt: (at) => at >= until,
    ge: (at) => at >= from,
    gte: (at) => at >= from,
    lt: (at) => at < from,
    le: (at) => at < until,
    lte: (at) => at < until,
  };
  return tests[prefix];
}
