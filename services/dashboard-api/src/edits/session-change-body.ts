import {
  parseInstant,
  type SessionBase,
  type SessionChange,
  type SessionFacts,
  type StatusSeen,
  seenStatus,
  type WritableStatus,
  writableStatuses,
} from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import { z } from 'zod';
import { InvalidInput } from '../http/invalid-input.ts';

const commentMax = 10_000;
const controls = /[^\P{Cc}\n\r\t]/u;

/** Text that Halaxy can keep byte for byte. */
export const keptText = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine((text) => !controls.test(text), 'has a control character')
    .refine((text) => text.isWellFormed(), 'is no well-formed text');

/** An instant, to the second: Halaxy keeps no more. Milliseconds UTC. */
export const instant = z.iso.datetime({ offset: true }).transform((text, context): number => {
  const ms = parseInstant(text);
  if (ms !== undefined) return Math.floor(ms / 1_000) * 1_000;
  context.addIssue({ code: 'custom', message: 'is no instant' });
  return z.NEVER;
});

const seenStatuses = [
  ...[
    'scheduled',
    'confirmed',
    'arrived',
    'in_progress',
    'completed',
    'no_show',
    'cancelled',
    'needs_review',
  ],
] as const;

const base = z
  .object({
    comment: z.string().max(commentMax).nullable().optional(),
    start: instant.optional(),
    end: instant.optional(),
    status: z.enum(seenStatuses).optional(),
    arrived: z.boolean().optional(),
  })
  .describe(
    'What the person saw of the fields that they change. Left out, it is what is shown when this arrives.',
  );

/** The body of a change of a session. What it may not have gets an answer of its own, so it is taken loosely. */
export const sessionChangeBody = z
  .looseObject({
    comment: keptText(commentMax).nullable().optional(),
    start: instant.optional().describe('Alone it keeps the session’s length.'),
    end: instant.optional(),
    status: z
      .string()
      .max(40)
      .optional()
      .describe(`One of ${writableStatuses.join(', ')}.`),
    charge: z.boolean().optional().describe('Of a cancellation: whether it is billed. Left out, it is not.'),
    base: base.optional(),
  })
  .meta({ id: 'SessionChange' });

export type SessionChangeBody = z.output<typeof sessionChangeBody>;

const fields: ReadonlySet<string> = new Set(['comment', 'start', 'end', 'status', 'charge', 'base']);

/**
 * What a person wants of a session, and what they saw.
 *
 * @param shown the session as it is shown now: what they did not say that they saw
 * @throws BloomError FIELD_NOT_WRITABLE, STATUS_UNKNOWN, END_BEFORE_START; InvalidInput where nothing is to be changed
 */
export function readSessionChange(
  body: SessionChangeBody,
  shown: Pick<SessionFacts, 'comment' | 'startMs' | 'endMs' | 'status'>,
  nowMs: number,
): { readonly change: SessionChange; readonly base: SessionBase } {
  if (Object.keys(body).some((name) => !fields.has(name))) throw new BloomError('FIELD_NOT_WRITABLE');
  const { comment, status, charge = false, base: seen = {} } = body;
  const time = readTime(body, shown);
  const change: SessionChange = {
    ...(comment === undefined ? {} : { comment: comment ?? '' }),
    ...(time === undefined ? {} : { time }),
    ...(status === undefined ? {} : { status: { status: readStatus(status), charge } }),
  };
  if (Object.keys(change).length === 0)
    throw new InvalidInput([{ path: 'body', message: 'names nothing to change' }]);
  return {
    change,
    base: {
      ...(comment === undefined
        ? {}
        : { comment: seen.comment === undefined ? shown.comment : seen.comment }),
      ...(time === undefined
        ? {}
        : { time: { startMs: seen.start ?? shown.startMs, endMs: seen.end ?? shown.endMs } }),
      ...(status === undefined
        ? {}
        : { status: seenOf(seen, shown.status.arrived) ?? seenStatus(shown.status, shown, nowMs) }),
    },
  };
}

function readStatus(status: string): WritableStatus {
  const known = writableStatuses.find((one) => one === status);
  if (known === undefined) throw new BloomError('STATUS_UNKNOWN');
  return known;
}

function readTime(
  { start, end }: Pick<SessionChangeBody, 'start' | 'end'>,
  shown: { readonly startMs: number; readonly endMs: number },
): SessionChange['time'] {
  if (start === undefined && end === undefined) return undefined;
  const startMs = start ?? shown.startMs;
  const endMs = end ?? startMs + (shown.endMs - shown.startMs);
  if (endMs <= startMs) throw new BloomError('END_BEFORE_START');
  return { startMs, endMs };
}

/** Who names a confirmed session without saying whether the patient has come saw what is shown of that. */
function seenOf({ status, arrived }: z.output<typeof base>, isShownArrived: boolean): StatusSeen | undefined {
  return status === 'confirmed' && (arrived ?? isShownArrived)
    ? 'arrived'
    : (status as StatusSeen | undefined);
}
