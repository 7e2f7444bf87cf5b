import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { stringify } from 'yaml';
import { z } from 'zod';
import { policy } from '../auth/policy.ts';
import { createEditing } from '../edits/create-editing.ts';
import type { DashboardApiPorts } from '../ports.ts';
import type { DayReader } from '../read/day-reader.ts';
import { type Route, splitName } from './define-route.ts';
import { listRoutes } from './list-routes.ts';

const failure = z
  .object({
    success: z.literal(false),
    error: z.object({
      code: z.string().describe('One of docs/errors.md, such as VALIDATION_FAILED.'),
      message: z.string(),
      details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    }),
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'Failure' });

/** The text of `docs/openapi.yaml`, made from the same declarations that requests are parsed with. */
export function openApiPage(): string {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the issuer (RFC 9068), with `practice`, `roles` and `practitioner_id`.',
  });
  for (const route of describeRoutes()) registry.registerPath(pathOf(route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Bloom Sync',
      version: '1',
      description:
        'What the clinic’s app reads and writes. Every answer is an envelope. `x-roles` of an operation are the roles ' +
        'that may use it; another practice’s id is answered as one that does not exist.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
  });
  return `# Made from services/dashboard-api by \`make docs\`.\n${stringify(document, { lineWidth: 110, aliasDuplicateObjects: false })}`;
}

/** The routes for what they declare: none of these is ever asked, so their ports lead nowhere. */
export function describeRoutes(): Route[] {
  const nowhere = { store: { collection: () => ({}) }, settings: {} };
  const ports = nowhere as unknown as DashboardApiPorts;
  return listRoutes(ports, nowhere as unknown as DayReader, createEditing(ports));
}

const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .min(16)
    .max(64)
    .describe('Sent twice with the same body, it has its effect once.'),
});

const ifMatch = z.object({
  'If-Match': z
    .string()
    .optional()
    .describe('The revision that the change was decided upon; without it whatever is there is overwritten.'),
});

const ifNoneMatch = z.object({
  'If-None-Match': z.string().optional().describe('The ETag of the answer that is held.'),
});

const etag = z.object({
  ETag: z.string().describe('The same while the answer says the same.'),
});

function pathOf(route: Route): RouteConfig {
  const { name, tag, summary, description, params, query, body, status, data } = route;
  const { method, path } = splitName(name);
  const refused = [400, 401, 403, 404, 405, ...(body ? [413] : []), 429, 503].map(
    (code) => [code, refusal(code)] as const,
  );
  return {
    method: method.toLowerCase() as RouteConfig['method'],
    path,
    tags: [tag],
    operationId: operationId(method, path),
    summary,
    ...(description === undefined ? {} : { description }),
    'x-roles': [...policy[name]],
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(route.idempotent ? { headers: idempotencyKey } : {}),
      ...(route.revised ? { headers: ifMatch } : {}),
      ...(route.etag ? { headers: ifNoneMatch } : {}),
      ...(body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    },
    responses: {
      [status]: {
        description: 'As asked.',
        ...(route.etag ? { headers: etag } : {}),
        content: { 'application/json': { schema: envelopeOf(data) } },
      },
      ...Object.fromEntries(refused),
      ...(route.etag
        ? { 304: { description: 'The answer that is held still says it all.', headers: etag } }
        : {}),
      ...(route.conflict === undefined ? {} : { 409: refusal(409, route.conflict) }),
      ...(route.idempotent ? { 422: refusal(422) } : {}),
      ...(route.revised ? { 412: refusal(412) } : {}),
    },
  };
}

function envelopeOf(data: z.ZodType) {
  return z.object({ success: z.literal(true), data, timestamp: z.iso.datetime() });
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Not of the expected form.',
  401: 'No valid token.',
  403: 'Not for this role, or a colleague’s.',
  404: 'There is none in this practice.',
  405: 'Not by this method; see Allow.',
  412: 'It was changed meanwhile; see If-Match.',
  413: 'The body is too large.',
  422: 'Understood, and against a rule.',
  429: 'Too many requests; see Retry-After.',
  503: 'Something that is needed does not answer; see Retry-After.',
};

function refusal(status: number, reason = reasons[status] ?? '') {
  return { description: reason, content: { 'application/json': { schema: failure } } };
}

function operationId(method: string, path: string): string {
  const words = path.match(/[A-Za-z]+/g) ?? [];
  return method.toLowerCase() + words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('');
}
