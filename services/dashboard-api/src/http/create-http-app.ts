import { BloomError } from '@bloom/kit';
import express, { type ErrorRequestHandler, type RequestHandler, type Response, type Router } from 'express';
import helmet from 'helmet';
import type { DashboardApiPorts } from '../ports.ts';
import { allowOrigins } from './allow-origins.ts';
import { failureOf } from './answer-failure.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Everything here is answered in one envelope, with the headers that keep a browser from doing more than it should. */
export function createHttpApp(
  { events, clock, settings }: Pick<DashboardApiPorts, 'events' | 'clock' | 'settings'>,
  { api, docs }: { readonly api: Router; readonly docs: Router },
): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use((_request, response, next) => {
    const beganMs = clock.monotonicMs();
    response.once('finish', () => {
      events.requestAnswered(routeOf(response), response.statusCode, clock.monotonicMs() - beganMs);
    });
    next();
  });
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
    }),
  );
  app.use(allowOrigins(settings.corsOrigins));
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api/v1', api);
  app.use('/api', docs);
  app.use(knownMethods);
  app.use(() => {
    throw new BloomError('NOT_FOUND');
  });
  const answerFailure: ErrorRequestHandler = (thrown, _request, response, _next) => {
    const { error, status, body } = failureOf(thrown);
    if (status >= 500) events.requestFailed(routeOf(response), error);
    if (response.headersSent) return void response.destroy();
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (status === 503) response.set('Retry-After', '5');
    response
      .status(status)
      .json({ success: false, error: body, timestamp: new Date(clock.nowMs()).toISOString() });
  };
  app.use(answerFailure);
  return app;
}

/** The route that took the request, set as soon as one does. */
function routeOf(response: Response): string {
  return String(response.locals.route ?? 'none');
}

/** For addresses that nothing is at; those that are there tell themselves which methods they take. */
const knownMethods: RequestHandler = (request, response, next) => {
  if (methods.includes(request.method)) return next();
  response.set('Allow', methods.join(', '));
  throw new BloomError('METHOD_NOT_ALLOWED');
};
