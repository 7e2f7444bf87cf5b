import type { ChangeMessage, SubscribeAnswer } from '@bloom/contracts';
import { io } from 'socket.io-client';
import type { Link, LinkHandlers } from './run-feed.ts';

const answerWithinMs = 5_000;

/**
 * One Socket.IO connection for one channel. It never reconnects by itself: a ticket is good for once, so
 * another attempt is another link.
 */
export function openSocketLink(ticket: string, channel: string, handlers: LinkHandlers): Promise<Link> {
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

  socket.on('change', (change: ChangeMessage) => {
    if (change.channel === channel) handlers.onChange(change);
  });
  socket.on('position', ({ position }: { position: string }) => handlers.onPosition(position));
  socket.on('resync', (told: { channel: string }) => {
    if (told.channel === channel) handlers.onResync();
  });
  socket.on('signed_out', () => handlers.onSignedOut());
  socket.on('permissions_changed', () => handlers.onPermissionsChanged());

  const link: Link = {
    subscribe(since, onAnswer) {
      const asked = since === undefined ? { channel } : { channel, since };
      socket
        .timeout(answerWithinMs)
        .emit('subscribe', asked, (late: Error | null, answer: SubscribeAnswer) => {
          if (over) return;
          if (late) lose();
          else onAnswer(answer);
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
