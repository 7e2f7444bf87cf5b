import { z } from 'zod';

/** What screens are told of a client's own fields. Private notes are in no view. */
export const ownView = z
  .object({
    clientId: z.string(),
    presentingIssues: z.array(z.string()),
    revision: z.number().int().describe('As `GET /clients/{id}/own` answers it.'),
  })
  .meta({ id: 'OwnOnScreen' });

export type OwnView = z.infer<typeof ownView>;
