import { connect, type Socket } from 'node:net';

export type Answered = (status: number, answer: string) => void;

/** One kept connection with at most one request under way: as little client as HTTP/1.1 allows. */
export type HttpLine = {
  /** Sends a whole request; `answered` gets the status and the whole of its answer. */
  send(request: Buffer, answered: Answered): void;
  close(): void;
};

/** @throws Error when the port does not answer */
export async function openLine(port: number, broken: (error: Error) => void): Promise<HttpLine> {
  const socket = await connected(port);
  let waiting: Answered | undefined;
  let seen = '';
  socket.on('error', broken);
  socket.on('close', () => broken(new Error('the server closed a connection')));
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.toString('latin1');
    const headEnd = seen.indexOf('\r\n\r\n');
    if (headEnd < 0 || seen.length < headEnd + 4 + bodyLength(seen, headEnd)) return;
    const status = Number(seen.slice(9, 12));
    const answered = waiting;
    const answer = seen;
    seen = '';
    waiting = undefined;
    answered?.(status, answer);
  });
  return {
    send(request, answered) {
      waiting = answered;
      socket.write(request);
    },
    close: () => void socket.destroy(),
  };
}

function bodyLength(text: string, headEnd: number): number {
  const name = 'Content-Length: ';
  const at = text.indexOf(name);
  return at < 0 || at > headEnd ? 0 : Number.parseInt(text.slice(at + name.length, at + name.length + 8), 10);
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
