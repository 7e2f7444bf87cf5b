import { type PractitionerSettings, parseTimeZone, settingsInForce, type TimeZone } from '@bloom/domain';
import type { OwnReader, PractitionerSettingsDocument } from '@bloom/store';
import type { PracticeFacts } from './practice-facts.ts';

/** The zone in which a practitioner's days are counted; of nobody's sessions, the practice's. */
export type ZoneOf = (practitionerId: string | null) => TimeZone;

type Practice = Pick<PracticeFacts, 'id' | 'timezone'>;

/** Reads practitioners' settings, never from a memory: who is told of a change reads what it changed to. */
export function createSettingsReader({ settings }: Pick<OwnReader, 'settings'>) {
  const held = async (practice: string, id: string): Promise<PractitionerSettingsDocument | undefined> =>
    (await settings.byIds(practice, [id])).get(id);
  return {
    held,
    /** Those in force for a practitioner. */
    async of(practice: Practice, id: string): Promise<PractitionerSettings> {
      return settingsOf(await held(practice.id, id), practice.timezone);
    },
    /** The zones of all practitioners of a practice. */
    async zonesOf(practice: Practice): Promise<ZoneOf> {
      const all = await settings.all(practice.id);
      const zones = new Map<string, TimeZone>();
      return (id) => {
        if (id === null) return practice.timezone;
        const zone = zones.get(id) ?? settingsOf(all.get(id), practice.timezone).timezone;
        zones.set(id, zone);
        return zone;
      };
    },
  };
}

export type SettingsReader = ReturnType<typeof createSettingsReader>;

/** Settings in force. A zone that this machine does not know, though another did, is passed over. */
export function settingsOf(
  held: PractitionerSettingsDocument | undefined,
  practiceZone: TimeZone,
): PractitionerSettings {
  if (!held) return settingsInForce({}, practiceZone);
  const { weeklyRevenueTarget, monthlyRevenueTarget, maxSessions } = held;
  const timezone = held.timezone === null ? null : parseTimeZone(held.timezone);
  return settingsInForce({ weeklyRevenueTarget, monthlyRevenueTarget, maxSessions, timezone }, practiceZone);
}
