import type { IncomingMessage } from 'node:http';

/** Whether a request asks to become a WebSocket; of everything else that may be upgraded to, nothing is known here. */
export function isWebSocket({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return /^websocket$/i.test(headers.upgrade ?? '');
}
