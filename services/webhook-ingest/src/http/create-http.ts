import { asBloomError, BloomError, type HealthRoutes, publicMessage } from '@bloom/kit';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { isSignatureValid, isStaticHeaderValid } from '../auth/compare-secrets.ts';
import type { createFailureLimit } from '../auth/failure-limit.ts';
import type { WebhookOutcome } from '../events.ts';
import type { IngestPorts, Sender } from '../ports.ts';
import { readNotification } from './read-notification.ts';
import { isWebhookEvent } from './webhook-events.ts';

const bodyBytesMax = 64 * 1024;
const noBody = Buffer.alloc(0);

type Proof = (request: Request, body: Buffer, sender: Sender) => boolean;

const byStaticHeader: Proof = (request, _body, { secrets }) =>
  isStaticHeaderValid(request.headers.authorization, secrets);
const bySignature: Proof = (request, body, { secrets }) =>
  isSignatureValid(request.get('x-halaxy-signature'), body, secrets);

/**
 * The webhooks' addresses. Whatever is wrong with the address or the secret gets one and the same 401; a body is looked
 * at only after that; 202 only once it is durable (laws I10, I11).
 */
export function createHttp(
  ports: IngestPorts,
  failures: ReturnType<typeof createFailureLimit>,
  healthRoutes: HealthRoutes,
): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', 'loopback');
  app.use((request, response, next) => {
    if (!healthRoutes(request, response)) next();
  });
  app.use(helmet());
  // Read raw, whatever it calls itself: a signature is over the bytes as they came.
  const raw = express.raw({ type: () => true, limit: bodyBytesMax, inflate: false });

  const receive =
    (proves: Proof, eventOf: (request: Request) => string): RequestHandler =>
    async (request, response) => {
      const receivedAt = new Date(ports.clock.nowMs());
      const startedMs = ports.clock.monotonicMs();
      const body: Buffer = Buffer.isBuffer(request.body) ? request.body : noBody;
      const sender = await authenticate(request, body, proves);
      const event = eventOf(request);
      const references = readNotification(body);
      if (references.length > 0)
        await ports.keep({ practiceId: sender.practiceId, references: [...references], receivedAt });
      ports.heard(sender.practiceId, event);
      response.status(202).json({ accepted: references.length });
      ports.events.answered('accepted', ports.clock.monotonicMs() - startedMs);
    };

  async function authenticate(request: Request, body: Buffer, proves: Proof): Promise<Sender> {
    const address = request.ip ?? '';
    const practiceKey = String(request.params.practiceKey);
    // Who guesses addresses costs the database nothing once they are held off.
    if (!ports.knows(practiceKey) && (await failures.isBlocked(address)))
      throw new BloomError('TOO_MANY_FAILURES');
    // A secret may have been rotated since we last looked.
    for (const afresh of [false, true]) {
      const sender = await ports.senderOf(practiceKey, { afresh });
      if (sender !== undefined && proves(request, body, sender)) return sender;
    }
    // Only who fails is held off: a practice's webhooks may share their address with anybody.
    if (await failures.isBlocked(address)) throw new BloomError('TOO_MANY_FAILURES');
    await failures.failed(address);
    throw new BloomError('WEBHOOK_UNAUTHENTICATED');
  }

  app.post(
    '/webhooks/halaxy/:practiceKey/:event',
    raw,
    receive(byStaticHeader, ({ params: { event } }) => {
      if (typeof event === 'string' && isWebhookEvent(event)) return event;
      throw new BloomError('WEBHOOK_EVENT_UNKNOWN');
    }),
  );
  app.post(
    '/webhooks/halaxy/:practiceKey',
    raw,
    receive(bySignature, () => 'signed'),
  );
  app.use((_request, response) => refuse(response, 404, new BloomError('WEBHOOK_EVENT_UNKNOWN')));
  app.use(answerError(ports));
  return app;
}

/** Errors by their kind; the two that have a status of their own are told by express and by the limit. */
function answerError({ events }: IngestPorts): ErrorRequestHandler {
  return (thrown, _request, response, _next) => {
    const { status, error } = judge(thrown);
    events.answered(outcomeOf(status), 0);
    if (status >= 500 && error.code !== 'WEBHOOK_NOT_KEPT') events.failed('webhook_failed', error);
    refuse(response, status, error);
  };
}

function judge(thrown: unknown): { status: number; error: BloomError } {
  const status = (thrown as { status?: unknown } | undefined)?.status;
  if (status === 413)
    return { status, error: new BloomError('WEBHOOK_UNREADABLE', 'over 64 kB', { cause: thrown }) };
  // What express itself refuses: an encoding it may not undo, a body that was cut.
  if (typeof status === 'number' && status >= 400 && status < 500)
    return {
      status: 400,
      error: new BloomError('WEBHOOK_UNREADABLE', 'the request is not whole', { cause: thrown }),
    };
  const error = asBloomError(thrown);
  return { status: error.code === 'TOO_MANY_FAILURES' ? 429 : error.edge.http, error };
}

function outcomeOf(status: number): WebhookOutcome {
  if (status === 401 || status === 429) return 'unauthenticated';
  if (status === 413) return 'too-large';
  if (status === 404) return 'unknown';
  return status < 500 ? 'unreadable' : 'not-kept';
}

function refuse(response: Response, status: number, error: BloomError): void {
  if (status === 503) response.set('Retry-After', '5');
  if (status === 429) response.set('Retry-After', '60');
  response.status(status).json({
    success: false,
    error: { code: error.code, message: publicMessage(error) },
    timestamp: new Date().toISOString(),
  });
}
