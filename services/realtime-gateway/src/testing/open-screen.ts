import type { ChangeMessage, PlainAnswer, SubscribeAnswer } from '@bloom/contracts';
import { io, type Socket } from 'socket.io-client';
import { signTicket, type TestGateway, type TicketFor } from './start-gateway.ts';

export type Heard = { readonly event: string; readonly payload: Record<string, unknown> };

/** A socket that is asked to connect; nothing is awaited. */
export async function dial(
  url: string,
  ticket: unknown,
  headers: Record<string, string> = {},
): Promise<Socket> {
  return io(url, {
    path: '/ws',
    transports: ['websocket'],
    auth: { ticket },
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  });
}

/** How a dialled socket ends up: `connected`, or the code that it was refused with. */
export function fate(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error: Error & { data?: { code?: string } }) =>
      resolve(error.data?.code ?? 'refused'),
    );
  });
}

/** A connected client that notes all it hears, in order. */
export async function openScreen({ url }: Pick<TestGateway, 'url'>, as: TicketFor = {}) {
  const socket = await dial(url, await signTicket(as));
  const heard: Heard[] = [];
  socket.onAny((event: string, payload: Record<string, unknown>) => heard.push({ event, payload }));
  const outcome = await fate(socket);
  if (outcome !== 'connected') throw new Error(outcome);
  return {
    socket,
    heard,
    changes: (): ChangeMessage[] =>
      heard
        .filter(({ event }) => event === 'change')
        .map(({ payload }) => payload as unknown as ChangeMessage),
    /** The newest position that was told. */
    position: (): string | undefined => {
      const told = heard.findLast(({ event }) => event === 'position')?.payload.position;
      return typeof told === 'string' ? told : undefined;
    },
    /** Any message, of any shape. */
    ask: (event: string, message: unknown): Promise<PlainAnswer> =>
      socket.timeout(5_000).emitWithAck(event, message),
    subscribe: (channel: string, since?: string): Promise<SubscribeAnswer> =>
      socket.timeout(5_000).emitWithAck('subscribe', since === undefined ? { channel } : { channel, since }),
    close: (): void => void socket.disconnect(),
  };
}

export type Screen = Awaited<ReturnType<typeof openScreen>>;

/** Polls until a condition holds; fails with its words when it never does. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 5_000,
): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
