import { z } from 'zod';

export const shownStatuses = [
  'scheduled',
  'confirmed',
  'in_progress',
  'completed',
  'no_show',
  'cancelled',
  'needs_review',
] as const;

export const pendingEdit = z.object({
  editId: z.string(),
  state: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  since: z.iso.datetime({ offset: true }),
});

const sessionFields = {
  id: z.string(),
  appointmentId: z.string(),
  time: z.string().describe('In the practitioner’s zone, e.g. 9:00 AM.'),
  start: z.iso.datetime({ offset: true }),
  end: z.iso.datetime({ offset: true }),
  clientInitials: z.string(),
  clientId: z.string(),
  sessionNumber: z.number().int().nullable(),
  presentingIssues: z.array(z.string()),
  mhcpRemaining: z.number().int().nullable(),
  mhcpTotal: z.number().int().nullable(),
  relationshipMonths: z.number().int().nullable(),
  status: z.enum(shownStatuses),
  arrived: z.boolean(),
  isUpNext: z.boolean(),
  locationType: z.string(),
  comment: z.string().nullable(),
  revision: z.number().int().describe('Grows with every change; compared per channel and session.'),
  pending: pendingEdit.optional(),
};

/** One item of a dashboard’s `todaysSessions`. */
export const sessionItem = z.object(sessionFields).meta({ id: 'SessionItem' });

/** A session as it goes to screens and as `/sessions/{id}` answers: the item, with whose it is and its day. */
export const sessionView = z
  .object({
    ...sessionFields,
    practitionerId: z.string().nullable(),
    date: z.iso.date().describe('The session’s day in the practitioner’s zone.'),
  })
  .meta({ id: 'Session' });

export type SessionItem = z.infer<typeof sessionItem>;
export type SessionOnScreen = z.infer<typeof sessionView>;
