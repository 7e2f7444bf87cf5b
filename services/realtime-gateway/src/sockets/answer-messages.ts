import {
  clientMessages,
  type PlainAnswer,
  parseChannel,
  type RefusalCode,
  type SubscribeAnswer,
} from '@bloom/contracts';
import type { z } from 'zod';
import { type Connection, type Connections, hasRoomFor } from './connections.ts';
import type { Door } from './create-door.ts';
import { mayJoin } from './may-join.ts';

/** What a subscription gets once it has been granted. */
export type Subscribe = (
  connection: Connection,
  channel: NonNullable<ReturnType<typeof parseChannel>>,
  since: string | undefined,
) => Promise<SubscribeAnswer>;

export type MessageName = keyof typeof clientMessages;
type Answer = SubscribeAnswer | PlainAnswer;

const refuse = (code: RefusalCode): { readonly ok: false; readonly code: RefusalCode } => ({
  ok: false,
  code,
});

/** Answers what clients ask. Total: whatever comes, there is one answer, and it tells nothing of other practices. */
export function createAnswers(ports: {
  readonly connections: Connections;
  readonly door: Pick<Door, 'takeTicket' | 'judgeRefresh'>;
  readonly subscribe: Subscribe;
  readonly isReady: () => boolean;
  readonly refused: () => void;
  /** An answer could not be made, by a fault of ours. */
  readonly failed: (error: unknown) => void;
}) {
  const { connections, door } = ports;

  const answers: {
    readonly [Name in MessageName]: (
      connection: Connection,
      message: z.infer<(typeof clientMessages)[Name]>,
    ) => Promise<Answer>;
  } = {
    async subscribe(connection, { channel: name, since }) {
      const channel = parseChannel(name);
      if (!channel) return refuse('CHANNEL_UNKNOWN');
      if (!mayJoin(connection.bearer, channel)) return refuse('CHANNEL_FORBIDDEN');
      if (!ports.isReady()) return refuse('NOT_READY');
      // What it asked for before has not reached it yet: more would only wait.
      if (connection.line.isSlow() || !hasRoomFor(connection, name)) return refuse('TOO_MANY_REQUESTS');
      return ports.subscribe(connection, channel, since);
    },
    async unsubscribe(connection, { channel }) {
      connections.leave(connection, channel);
      return { ok: true };
    },
    async refresh(connection, { ticket }) {
      const taken = await door.takeTicket(ticket);
      const { sub, practice } = connection.bearer;
      const own = taken?.sub === sub && taken.practice === practice;
      if (!taken || !own || door.judgeRefresh(taken)) return refuse('TICKET_INVALID');
      connections.refresh(connection, taken, parseChannel);
      return { ok: true };
    },
  };

  return async (connection: Connection, name: MessageName, message: unknown): Promise<Answer> => {
    const read = clientMessages[name].safeParse(message);
    const ask = answers[name] as (connection: Connection, message: unknown) => Promise<Answer>;
    const answer = read.success
      ? await ask(connection, read.data).catch((thrown) => {
          ports.failed(thrown);
          return refuse('NOT_READY');
        })
      : refuse('MESSAGE_INVALID');
    if (!answer.ok && name === 'subscribe') ports.refused();
    return answer;
  };
}

export type Answers = ReturnType<typeof createAnswers>;
