import { BloomError } from '@bloom/kit';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { assertMayUse } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import type { DashboardApiPorts } from '../ports.ts';
import type { PracticeFactsOf } from '../read/practice-facts.ts';
import { type Route, type RouteAnswer, splitName } from './define-route.ts';
import { etagOf } from './etag-of.ts';

const bodyBytesMax = '64kb';
const answerWithinMs = 15_000;

type Ports = Pick<DashboardApiPorts, 'verifyToken' | 'takeRequest' | 'clock'>;

/**
 * Mounts the routes. Each request goes the same way: who asks, do they ask too often, may they, is it of the declared
 * form; only then its handler. What any step throws becomes an envelope.
 */
export function serveRoutes(routes: readonly Route[], ports: Ports, practiceFacts: PracticeFactsOf): Router {
  const router = Router();
  const json = express.json({ limit: bodyBytesMax, type: 'application/json' });
  const paths = new Map<string, string[]>();
  for (const route of routes) {
    const { method, path } = splitName(route.name);
    const expressPath = path.replaceAll(/\{(\w+)\}/g, ':$1');
    paths.set(expressPath, [...(paths.get(expressPath) ?? []), method]);
    const verb = method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const admit = admitCaller(route, ports);
    router[verb](expressPath, admit, ...(route.body ? [json] : []), answer(route, ports, practiceFacts));
  }
  for (const [path, methods] of paths)
    router.all(path, (_: Request, response: Response) => {
      response.set('Allow', methods.join(', '));
      throw new BloomError('METHOD_NOT_ALLOWED');
    });
  return router;
}

function admitCaller(route: Route, { verifyToken, takeRequest }: Ports): RequestHandler {
  return async (request, response: Response<unknown, Record<string, unknown>>, next: NextFunction) => {
    response.locals.route = route.name;
    const caller = await verifyToken(bearerOf(request));
    const waitSeconds = await takeRequest(caller);
    if (waitSeconds !== undefined) {
      response.set('Retry-After', String(waitSeconds));
      throw new BloomError('TOO_MANY_REQUESTS');
    }
    assertMayUse(route.name, caller);
    response.locals.caller = caller;
    next();
  };
}

function bearerOf(request: Request): string {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (!token) throw new BloomError('UNAUTHENTICATED');
  return token;
}

function answer(route: Route, { clock }: Ports, practiceFacts: PracticeFactsOf): RequestHandler {
  return async (request, response) => {
    const beganMs = clock.monotonicMs();
    const caller = response.locals.caller as Caller;
    const practice = await practiceFacts(caller.practice);
    const { params, query, body } = request;
    const header = (name: string) => request.get(name);
    const answered = await within(route.answer({ caller, practice, params, query, body, header }));
    const tookMs = clock.monotonicMs() - beganMs;
    response.set({ 'Server-Timing': `total;dur=${tookMs.toFixed(1)}`, ...answered.headers });
    send(request, response, route, answered, clock.nowMs());
  };
}

function send(
  request: Request,
  response: Response,
  route: Route,
  { data, sameAs }: RouteAnswer,
  nowMs: number,
) {
  if (route.etag) {
    const etag = etagOf(sameAs ?? data);
    response.set('ETag', etag);
    const known = (request.get('if-none-match') ?? '').split(',').map((one) => one.trim());
    if (known.includes(etag)) return void response.status(304).end();
  }
  response.status(route.status).json({ success: true, data, timestamp: new Date(nowMs).toISOString() });
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new BloomError('SERVICE_UNREACHABLE', 'the answer took too long')),
      answerWithinMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
