import type { EditMessage, ToldAnswer, ToldChange } from '@bloom/contracts';
import { io } from 'socket.io-client';
import { answerOfBoth, isForGood } from './answer-of-both.ts';
import type { Link, LinkHandlers } from './run-feed.ts';

const answerWithinMs = 5_000;

/** What a page listens to: a day's channel, and the person's own, which tells what becomes of their edits. */
export type PageChannels = { readonly day: string; readonly own: string };

/**
 * One Socket.IO connection for a page's channels. It never reconnects by itself: a ticket is good for once,
 * so another attempt is another link.
 */
export function openSocketLink(
  ticket: string,
  channels: PageChannels,
  handlers: LinkHandlers,
): Promise<Link> {
  const socket = io({
    path: '/ws',
    transports: ['websocket'],
    auth: { ticket },
    reconnection: false,
    forceNew: true,
    timeout: answerWithinMs,
  });
  let over = false;
  const close = (): void => {
    over = true;
    socket.close();
  };
  const lose = (): void => {
    if (over) return;
    close();
    handlers.onLost();
  };

  // Until both channels are joined nothing that comes is heard: its position would pass over what the other missed.
  const early: ToldChange[] = [];
  let joined = false;
  const isOurs = (channel: string): boolean => channel === channels.day || channel === channels.own;
  const hear = (change: ToldChange): void => {
    if (joined) handlers.onChange(change);
    else early.push(change);
  };

  socket.on('change', (change: ToldChange) => {
    if (change.channel === channels.day) hear(change);
  });
  socket.on('edit', ({ channel, position, ...edit }: EditMessage) => {
    const { id, revision } = edit;
    if (isOurs(channel)) hear({ channel, position, kind: 'edit', id, revision, view: edit });
  });
  socket.on('position', ({ position }: { position: string }) => {
    if (joined) handlers.onPosition(position);
  });
  socket.on('resync', ({ channel }: { channel: string }) => {
    if (isOurs(channel)) handlers.onResync();
  });
  socket.on('signed_out', () => handlers.onSignedOut());
  socket.on('permissions_changed', () => handlers.onPermissionsChanged());

  function join(channel: string, since: string | undefined, onAnswer: (answer: ToldAnswer) => void): void {
    const asked = since === undefined ? { channel } : { channel, since };
    socket.timeout(answerWithinMs).emit('subscribe', asked, (late: Error | null, answer: ToldAnswer) => {
      if (over) return;
      if (late) lose();
      else onAnswer(answer);
    });
  }

  const link: Link = {
    subscribe(since, onAnswer) {
      join(channels.own, since, (own) => {
        if (!own.ok && !isForGood(own)) return onAnswer(own);
        join(channels.day, since, (day) => {
          joined = true;
          onAnswer(answerOfBoth(own, day));
          for (const change of early.splice(0)) handlers.onChange(change);
        });
      });
    },
    close,
  };
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      socket.on('disconnect', lose);
      resolve(link);
    });
    socket.once('connect_error', (cause: Error) => {
      close();
      reject(new Error('The live connection was not made.', { cause }));
    });
  });
}
