import type { TimeZone } from '../calendar/time-zone.ts';

/** What a practitioner aims at, in sessions and dollars, and the zone their days are counted in. */
export type PractitionerSettings = {
  readonly weeklyRevenueTarget: number;
  readonly monthlyRevenueTarget: number;
  readonly maxSessions: number;
  readonly timezone: TimeZone;
};

/** The aims of who has set none. */
export const usualAims = {
  weeklyRevenueTarget: 5_500,
  monthlyRevenueTarget: 22_000,
  maxSessions: 25,
} as const satisfies Omit<PractitionerSettings, 'timezone'>;

/** The settings that hold: what was set, else the usual aims and the practice's zone. */
export function settingsInForce(
  set: { readonly [name in keyof PractitionerSettings]?: PractitionerSettings[name] | null | undefined },
  practiceZone: TimeZone,
): PractitionerSettings {
  return {
    weeklyRevenueTarget: set.weeklyRevenueTarget ?? usualAims.weeklyRevenueTarget,
    monthlyRevenueTarget: set.monthlyRevenueTarget ?? usualAims.monthlyRevenueTarget,
    maxSessions: set.maxSessions ?? usualAims.maxSessions,
    timezone: set.timezone ?? practiceZone,
  };
}
