/** How big a made-up practice is; counts per practitioner where they say so. */
export type Size = 'tiny' | 'clinic' | 'practice' | 'full' | 'national';
export type SizeOf = {
  practitioners: number;
  patientsEach: number;
  daysBack: number;
  daysAhead: number;
  /** How many ids of a type one practitioner's share has room for. */
  idsEach: number;
  /** Counts of the whole practice, of which practitioners have unlike shares; `patientsEach` then says nothing. */
  whole?: { patients: number; appointments: number };
};

const idsEach = 1_000;

export const sizes: Record<Size, SizeOf> = {
  tiny: { practitioners: 2, patientsEach: 4, daysBack: 10, daysAhead: 6, idsEach },
  clinic: { practitioners: 3, patientsEach: 12, daysBack: 45, daysAhead: 30, idsEach },
  practice: { practitioners: 50, patientsEach: 20, daysBack: 45, daysAhead: 30, idsEach },
  full: {
    ...{ practitioners: 60, patientsEach: 0, daysBack: 730, daysAhead: 90, idsEach: 20_000 },
    whole: { patients: 20_000, appointments: 100_000 },
  },
  national: { practitioners: 5000, patientsEach: 20, daysBack: 7, daysAhead: 7, idsEach },
};

/** In the order in which they grow. */
export const sizeNames = Object.keys(sizes) as Size[];

export function isSize(value: unknown): value is Size {
  return typeof value === 'string' && Object.hasOwn(sizes, value);
}

/** Splits a whole into parts as unlike as practitioners are: the first has nearly five times what the last has. */
export function skewedPart(whole: number, parts: number, index: number): number {
  const weights = Array.from({ length: parts }, (_, n) => 1 / Math.sqrt(n + 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const upTo = (n: number): number =>
    Math.round((whole * weights.slice(0, n).reduce((sum, weight) => sum + weight, 0)) / total);
  return upTo(index + 1) - upTo(index);
}
