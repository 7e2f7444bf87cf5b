import { z } from 'zod';

export const shownEditStates = ['queued', 'sending', 'saved', 'refused', 'conflict', 'failed'] as const;

/** A value of a field, as the API shows it: a text, a pair of times, an address. */
const value = z.unknown();

/** An edit, as `/edits/{id}` answers it and as screens are told of it. */
export const editView = z
  .object({
    id: z.string(),
    target: z.object({
      kind: z.enum(['session', 'patient']),
      id: z.string().describe('`edit:<id>` for what the edit is to make, until it is made.'),
    }),
    state: z.enum(shownEditStates),
    fields: z.record(z.string(), value).describe('What is wanted, by field.'),
    by: z.object({ id: z.string(), name: z.string() }),
    since: z.iso.datetime({ offset: true }),
    endedAt: z.iso.datetime({ offset: true }).optional(),
    reason: z.string().optional().describe('What happened and what to do, for the person who made it.'),
    saved: z.array(z.string()).optional().describe('Fields that Halaxy has.'),
    lost: z
      .array(z.object({ field: z.string(), yours: value, theirs: value }))
      .optional()
      .describe('Fields that somebody else changed meanwhile: Halaxy’s value stands.'),
    retryOf: z.string().optional(),
    seenAt: z.iso.datetime({ offset: true }).optional().describe('When its author took note of its end.'),
    revision: z.number().int().describe('Grows with every state.'),
  })
  .meta({ id: 'Edit' });

export type EditView = z.infer<typeof editView>;
