import { type LoadOutcome, type OpenLoop, runOpenLoop } from '../load/open-loop.ts';
import { answerParent } from '../processes/answer-parent.ts';
import { notificationBodies } from './notifications.ts';

export type Load = Omit<OpenLoop, 'requests' | 'isGood'> & { readonly path: string; readonly secret: string };

const bodies = notificationBodies(20_000);

/** Notifications in an open loop; one counts once it was answered 202. */
function generate(load: Load): Promise<LoadOutcome> {
  const requests = bodies.map((body) => requestOf(body, load));
  return runOpenLoop({ ...load, requests, isGood: (status) => status === 202 });
}

function requestOf(body: string, { path, secret, port }: Load): Buffer {
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${secret}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

answerParent({ generate });
