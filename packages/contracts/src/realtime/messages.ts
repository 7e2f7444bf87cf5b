import { z } from 'zod';
import { editView } from '../views/edit-view.ts';

/** Opaque, practice-wide, good for any channel of the practice. */
const position = z.string().max(128);
const channel = z.string().max(80);

/** What a client sends; each is answered by an acknowledgement. */
export const clientMessages = {
  subscribe: z.object({ channel, since: position.optional() }),
  unsubscribe: z.object({ channel }),
  refresh: z.object({ ticket: z.string().max(4096) }),
} as const;

export const shownKinds = ['session', 'client', 'invoice', 'figures', 'edit', 'own', 'run'] as const;

/** The newest state of one entity on one channel; `view: null` = gone from this channel. */
export const changeMessage = z.object({
  channel,
  position,
  kind: z.enum(shownKinds),
  id: z.string(),
  revision: z.number().int(),
  view: z.record(z.string(), z.unknown()).nullable(),
  /** What this was shown as before it had its own id: it goes from the channel. */
  replaces: z.string().optional(),
});

/** Why a subscription or a refresh was not granted. */
export const refusalCodes = [
  'CHANNEL_UNKNOWN',
  'CHANNEL_FORBIDDEN',
  'MESSAGE_INVALID',
  'TICKET_INVALID',
  'TOO_MANY_REQUESTS',
  'NOT_READY',
] as const;

export const refusal = z.object({ ok: z.literal(false), code: z.enum(refusalCodes) });

export const subscribeAnswer = z.union([
  z.object({
    ok: z.literal(true),
    position,
    /** True: `changes` is all that changed since. False: load the snapshot, then go on from `position`. */
    recovered: z.boolean(),
    changes: z.array(changeMessage),
  }),
  refusal,
]);

export const plainAnswer = z.union([z.object({ ok: z.literal(true) }), refusal]);

/** What the gateway sends. */
export const serverMessages = {
  change: changeMessage,
  /** An edit that moved; in `changes` it comes as a change of kind `edit`. */
  edit: editView.extend({ channel, position }),
  position: z.object({ position }),
  signed_out: z.object({ reason: z.string() }),
  schedule_synced: z.object({
    taskId: z.string(),
    date: z.iso.date(),
    state: z.enum(['done', 'failed']),
    created: z.number().int(),
    updated: z.number().int(),
    deleted: z.number().int(),
    errors: z.number().int(),
  }),
  permissions_changed: z.object({}),
  resync: z.object({ channel }),
} as const;

export type ChangeMessage = z.infer<typeof changeMessage>;
export type SubscribeAnswer = z.infer<typeof subscribeAnswer>;
export type PlainAnswer = z.infer<typeof plainAnswer>;
export type RefusalCode = (typeof refusalCodes)[number];
