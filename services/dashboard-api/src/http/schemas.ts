import { type LocalDate, parseLocalDate } from '@bloom/domain';
import { z } from 'zod';

/** Of a record of ours. Any other text of up to 128 characters is an id that we do not have: 404, not 400. */
export const anyId = z.string().min(1).max(128);

/** A day of the calendar, in the practice's zone unless said otherwise. */
export const day = z.iso.date().transform((text, context): LocalDate => {
  const parsed = parseLocalDate(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: 'is no day of the calendar' });
  return z.NEVER;
});

export const practiceId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'may have letters, digits, - and _, at most 64');

/** A list as every list is answered. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
