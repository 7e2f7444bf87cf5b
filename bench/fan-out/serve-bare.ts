/** A bare Socket.IO server: no tickets, no rights, no positions, one room, the same transport and switches. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { answerParent } from '../processes/answer-parent.ts';
import { changeOf256Bytes } from './change-of-256-bytes.ts';
import { memoryKb } from './memory-kb.ts';
import { monotonicMs } from './monotonic-ms.ts';

type Subscription = { readonly channel: string };

const http = createServer();
const io = new Server(http, {
  path: '/ws',
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
});
let room = '';
let revision = 0;

function start({ channel }: Subscription): Promise<number> {
  room = channel;
  io.on('connection', (socket) => {
    socket.on('subscribe', ({ channel: wanted }: Subscription, acknowledge: (answer: object) => void) => {
      void socket.join(wanted);
      acknowledge({ ok: true });
    });
  });
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port));
  });
}

function publish(): number {
  revision += 1;
  const publishedAtMs = monotonicMs();
  io.to(room).emit('change', changeOf256Bytes(room, revision));
  return publishedAtMs;
}

answerParent({ start, publish, measureMemoryKb: memoryKb });
