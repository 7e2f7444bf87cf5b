import { z } from 'zod';

/** A run of the sync: what it is about, how far it is, and what it found. */
export const runView = z
  .object({
    id: z.string(),
    kind: z.enum(['first', 'incremental', 'full', 'practitioner', 'day']),
    practitionerId: z.string().optional().describe('Whom a run of kind practitioner was asked for.'),
    date: z.iso.date().optional().describe('The day that a run of kind day was asked for.'),
    state: z.enum(['running', 'done', 'partial', 'failed']),
    startedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().nullable(),
    slices: z.object({ total: z.number().int(), done: z.number().int() }),
    reading: z
      .object({
        type: z.string().describe('The type of Halaxy’s records in the list.'),
        seen: z.number().int(),
        total: z.number().int().nullable().describe('As Halaxy says; null until it has said.'),
      })
      .nullable()
      .describe('The list that is being read, and how far; null while none is.'),
    counts: z.object({
      created: z.number().int(),
      updated: z.number().int(),
      deleted: z.number().int(),
      same: z.number().int(),
      errors: z.number().int(),
    }),
  })
  .meta({ id: 'Run' });

export type RunView = z.infer<typeof runView>;
export type RunKind = RunView['kind'];
