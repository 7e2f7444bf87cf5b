import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { readFrames } from './read-frames.ts';

export type SocketOptions = {
  readonly port: number;
  readonly ticket: string;
  readonly channel: string;
  /** Gets `42["change",…]` and `42["edit",…]` as they came. */
  readonly onChange: (payload: Buffer) => void;
  readonly onClose: () => void;
};

const told = [Buffer.from('42["change"'), Buffer.from('42["edit"')];

/**
 * Opens a WebSocket by hand, speaks just enough of engine.io 4 and socket.io 5 over it, and subscribes. The same few
 * lines read every server's frames, so that the client costs the same for each.
 */
export async function openSocket(options: SocketOptions): Promise<{ close(): void }> {
  const socket = await connected(options.port);
  const subscribed = Promise.withResolvers<void>();
  const send = (text: string): void => void socket.write(maskedFrame(text));
  const read = readFrames((payload) => {
    if (told.some((start) => payload.subarray(0, start.length).equals(start))) options.onChange(payload);
    else answer(payload.toString());
  });

  function answer(text: string): void {
    if (text === '2') send('3');
    else if (text.startsWith('0')) send(`40${JSON.stringify({ ticket: options.ticket })}`);
    else if (text.startsWith('40')) send(`420["subscribe",${JSON.stringify({ channel: options.channel })}]`);
    else if (text.startsWith('430[{"ok":true')) subscribed.resolve();
    else if (text.startsWith('43') || text.startsWith('44')) subscribed.reject(new Error(text));
  }

  socket.on('close', () => {
    subscribed.reject(new Error('closed before it was subscribed'));
    options.onClose();
  });
  socket.on('error', () => {});
  await upgraded(socket, options.port, read);
  await subscribed.promise;
  return { close: () => void socket.destroy() };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function upgraded(socket: Socket, port: number, read: (chunk: Buffer) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.write(
    [
      'GET /ws/?EIO=4&transport=websocket HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      '\r\n',
    ].join('\r\n'),
  );
  let head: Buffer = Buffer.alloc(0);
  socket.on('data', function onHead(chunk: Buffer) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    socket.off('data', onHead);
    if (!head.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
      reject(new Error(head.toString().split('\r\n')[0]));
      return;
    }
    socket.on('data', read);
    resolve();
    if (head.length > end + 4) read(head.subarray(end + 4));
  });
  socket.once('close', () => reject(new Error('closed before the upgrade')));
  return promise;
}

/** A client's frames must be masked (RFC 6455 §5.3); a mask of zeros leaves the text as it is. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const extended = payload.length < 126 ? [] : [payload.length >> 8, payload.length & 0xff];
  const length = Math.min(payload.length, 126);
  return Buffer.concat([Buffer.from([0x81, 0x80 | length, ...extended, 0, 0, 0, 0]), payload]);
}
