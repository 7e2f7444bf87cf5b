/** How big a made-up practice is; counts per practitioner where they say so. */
export type Size = 'tiny' | 'clinic' | 'practice' | 'national';
export type SizeOf = { practitioners: number; patientsEach: number; daysBack: number; daysAhead: number };

export const sizes: Record<Size, SizeOf> = {
  tiny: { practitioners: 2, patientsEach: 4, daysBack: 10, daysAhead: 6 },
  clinic: { practitioners: 3, patientsEach: 12, daysBack: 45, daysAhead: 30 },
  practice: { practitioners: 50, patientsEach: 20, daysBack: 45, daysAhead: 30 },
  national: { practitioners: 5000, patientsEach: 20, daysBack: 7, daysAhead: 7 },
};

export function isSize(value: unknown): value is Size {
  return typeof value === 'string' && Object.hasOwn(sizes, value);
}
