import { BloomError } from '@bloom/kit';
import type { ClientOwnKept, OwnReader, OwnRecords } from '@bloom/store';
import { z } from 'zod';
import type { Caller } from '../auth/verify-token.ts';
import type { DashboardApiPorts } from '../ports.ts';
import { createClientAnnouncements } from './announce-own.ts';
import { createClientStanding } from './client-standing.ts';
import { createNotesSeal } from './notes-seal.ts';

const controls = /[\p{Cc}]/u;
/** Notes have lines and tabs. */
const controlsInNotes = /[^\P{Cc}\n\r\t]/u;
const noControls = (pattern: RegExp) => (text: string) => !pattern.test(text);

const issues = z.array(
  z.string().trim().min(1).max(100).refine(noControls(controls), 'has a control character'),
);
const elsewhere = z
  .strictObject({ year: z.number().int().min(2000).max(2100), count: z.number().int().min(0).max(10) })
  .describe(
    'Rebated sessions that the client used outside of the practice in that calendar year: they count in what is left under a plan.',
  );

export const clientOwnChange = z
  .strictObject({
    presentingIssues: issues.max(20).optional(),
    privateNotes: z
      .string()
      .trim()
      .max(20_000)
      .refine(noControls(controlsInNotes), 'has a control character')
      .optional(),
    sessionsElsewhere: elsewhere.nullable().optional(),
  })
  .meta({ id: 'ClientOwnChange' });

export const clientOwn = z
  .object({
    clientId: z.string(),
    presentingIssues: z.array(z.string()),
    privateNotes: z.string().optional().describe('Absent for whom they are not.'),
    sessionsElsewhere: elsewhere.nullable(),
    revision: z.number().int().describe('Grows with every change; 0 = nothing was kept yet.'),
  })
  .meta({ id: 'ClientOwn' });

type ClientOwnAnswer = z.infer<typeof clientOwn>;
type ClientOwnChange = z.infer<typeof clientOwnChange>;

/** Reads and saves what a practice keeps of a client, for whoever may. */
export function createClientOwn(
  ports: Pick<DashboardApiPorts, 'store' | 'sealer' | 'clock' | 'outbox' | 'announce' | 'committed'> & {
    readonly own: OwnReader;
    readonly records: OwnRecords;
  },
) {
  const { store, outbox, own, records } = ports;
  const notes = createNotesSeal(ports.sealer);
  const standingOf = createClientStanding(store);
  const announcements = createClientAnnouncements(ports);

  async function answer(
    practice: string,
    clientId: string,
    held: ClientOwnKept | undefined,
    readsNotes: boolean,
  ): Promise<ClientOwnAnswer> {
    return {
      clientId,
      presentingIssues: [...(held?.presentingIssues ?? [])],
      ...(readsNotes ? { privateNotes: await notes.open(practice, held?.notes ?? []) } : {}),
      sessionsElsewhere: held?.sessionsElsewhere ?? null,
      revision: held?.revision ?? 0,
    };
  }

  return {
    /** @throws BloomError NOT_FOUND, FORBIDDEN, SEAL_BROKEN */
    async read(practice: string, clientId: string, caller: Caller): Promise<ClientOwnAnswer> {
      const { readsNotes } = await standingOf(practice, clientId, caller);
      const held = (await own.clientsWithNotes.byIds(practice, [clientId])).get(clientId);
      return answer(practice, clientId, held, readsNotes);
    },

    /** @throws BloomError NOT_FOUND, FORBIDDEN, PRIVATE_NOTES_FORBIDDEN, REVISION_STALE, OUTBOX_FULL */
    async save(
      practice: string,
      clientId: string,
      caller: Caller,
      { change, expected }: { readonly change: ClientOwnChange; readonly expected: number | undefined },
    ): Promise<ClientOwnAnswer> {
      const { readsNotes } = await standingOf(practice, clientId, caller);
      const { presentingIssues, privateNotes, sessionsElsewhere } = change;
      if (privateNotes !== undefined && !readsNotes) throw new BloomError('PRIVATE_NOTES_FORBIDDEN');
      await outbox.assertRoom();
      const sealed =
        privateNotes === undefined ? undefined : await notes.seal(practice, clientId, privateNotes);
      const { document, rows } = await records.saveClient({
        practice,
        id: clientId,
        expected,
        decide: () => ({
          ...(presentingIssues === undefined ? {} : { presentingIssues }),
          ...(sealed === undefined ? {} : { privateNotes: sealed }),
          ...(sessionsElsewhere === undefined ? {} : { sessionsElsewhere }),
        }),
        announce: announcements,
      });
      await ports.committed(rows);
      return answer(practice, clientId, document, readsNotes);
    },
  };
}

export type ClientOwnFields = ReturnType<typeof createClientOwn>;
