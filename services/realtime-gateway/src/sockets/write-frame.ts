import type { Socket } from 'socket.io';
import type { Frame } from './frame.ts';

/**
 * Writes a finished frame past socket.io's encoder, which would encode it again for every socket. `written` is called
 * when it has left this process; for a socket that is not connected, at once: nothing waits there.
 */
export function writeFrame(socket: Socket, { text, bytes }: Frame, written: () => void): void {
  // The option by which socket.io's own adapter shares a frame among sockets; engine.io's types do not name it.
  const options: object = { compress: false, wsPreEncodedFrame: [bytes] };
  if (socket.connected) socket.conn.write(text, options, written);
  else written();
}
