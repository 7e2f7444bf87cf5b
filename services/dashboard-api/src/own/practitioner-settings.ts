import { parseTimeZone } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { OwnRecords } from '@bloom/store';
import { z } from 'zod';
import { assertMaySee } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import type { DashboardApiPorts } from '../ports.ts';
import type { PeopleReader } from '../read/people-reader.ts';
import type { PracticeFacts } from '../read/practice-facts.ts';
import { type SettingsReader, settingsOf } from '../read/settings-reader.ts';
import { figuresOf } from './announce-own.ts';

const target = z
  .number()
  .min(0)
  .max(10_000_000)
  .refine((dollars) => Math.round(dollars * 100) / 100 === dollars, 'is finer than a cent');
const sessionsMax = z.number().int().min(0).max(200);

export const settingsChange = z
  .strictObject({
    weeklyRevenueTarget: target.optional().describe('Dollars, to the cent.'),
    monthlyRevenueTarget: target.optional().describe('Dollars, to the cent.'),
    maxSessions: sessionsMax.optional().describe('A week’s.'),
    timezone: z
      .string()
      .max(64)
      .refine((name) => parseTimeZone(name) !== undefined, 'is no zone of the tz database')
      .nullable()
      .optional(),
  })
  .meta({ id: 'PractitionerSettingsChange' });

export const practitionerSettings = z
  .object({
    practitionerId: z.string(),
    weeklyRevenueTarget: z.number(),
    monthlyRevenueTarget: z.number(),
    maxSessions: z.number().int(),
    timezone: z.string().describe('The practice’s, where the practitioner has chosen none.'),
    revision: z.number().int().describe('Grows with every change; 0 = nothing was set yet.'),
  })
  .meta({ id: 'PractitionerSettings' });

type Answer = z.infer<typeof practitionerSettings>;

/** Reads and saves a practitioner's settings, for whoever may. */
export function createPractitionerSettings(
  ports: Pick<DashboardApiPorts, 'outbox' | 'announce' | 'committed'> & {
    readonly people: PeopleReader;
    readonly settings: SettingsReader;
    readonly records: OwnRecords;
  },
) {
  const { people, settings, records, outbox } = ports;

  /** @throws BloomError NOT_FOUND for whom the practice has not, FORBIDDEN for a colleague */
  async function assertMay(practice: string, id: string, caller: Caller): Promise<void> {
    if (!(await people.get(practice, id))) throw new BloomError('NOT_FOUND');
    assertMaySee(id, caller);
  }

  return {
    /** @throws BloomError NOT_FOUND, FORBIDDEN */
    async read(practice: PracticeFacts, id: string, caller: Caller): Promise<Answer> {
      await assertMay(practice.id, id, caller);
      const held = await settings.held(practice.id, id);
      return { practitionerId: id, ...settingsOf(held, practice.timezone), revision: held?.revision ?? 0 };
    },

    /** @throws BloomError NOT_FOUND, FORBIDDEN, REVISION_STALE, OUTBOX_FULL */
    async save(
      practice: PracticeFacts,
      id: string,
      caller: Caller,
      {
        change,
        expected,
      }: { readonly change: z.infer<typeof settingsChange>; readonly expected: number | undefined },
    ): Promise<Answer> {
      await assertMay(practice.id, id, caller);
      await outbox.assertRoom();
      const { document, rows } = await records.saveSettings({
        practice: practice.id,
        id,
        expected,
        decide: (held) => {
          const before = settingsOf(held ?? undefined, practice.timezone);
          const zone = change.timezone === undefined ? (held?.timezone ?? null) : change.timezone;
          return {
            weeklyRevenueTarget: change.weeklyRevenueTarget ?? before.weeklyRevenueTarget,
            monthlyRevenueTarget: change.monthlyRevenueTarget ?? before.monthlyRevenueTarget,
            maxSessions: change.maxSessions ?? before.maxSessions,
            // Whoever sends back what was read has chosen no zone: theirs goes on following the practice's.
            timezone: zone === practice.timezone ? null : zone,
          };
        },
        announce: () => ports.announce(practice.id, [figuresOf(practice.id, id)]),
      });
      await ports.committed(rows);
      return {
        practitionerId: id,
        ...settingsOf(document, practice.timezone),
        revision: document.revision,
      };
    },
  };
}

export type SettingsFields = ReturnType<typeof createPractitionerSettings>;
