import { z } from 'zod';
import type { RouteName } from '../auth/policy.ts';
import type { Caller } from '../auth/verify-token.ts';
import { assertIdempotencyKey } from '../practices/idempotency-key.ts';
import type { PracticeFacts } from '../read/practice-facts.ts';
import { parseInput } from './invalid-input.ts';

/** A request as it came in, from someone who may use the route. */
export type RawRequest = {
  readonly caller: Caller;
  readonly practice: PracticeFacts;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  header(name: string): string | undefined;
};

export type RouteAnswer = {
  readonly data: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a route with an ETag: what decides whether the answer is another one, where not all of its data does. */
  readonly sameAs?: unknown;
};

export type Route = {
  readonly name: RouteName;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  readonly idempotent?: boolean;
  /** Takes `If-Match: <revision>`. */
  readonly revised?: boolean;
  /** Answers with an ETag, and 304 to whoever names it in `If-None-Match`. */
  readonly etag?: boolean;
  /** Why it may answer 409. */
  readonly conflict?: string;
  readonly status: 200 | 201 | 202;
  readonly data: z.ZodType;
  answer(request: RawRequest): Promise<RouteAnswer>;
};

type None = z.ZodObject<Record<never, never>>;
const none: None = z.object({});

/** Declares a route once: what OpenAPI tells of it is what is parsed, and what is parsed is what its handler gets. */
export function defineRoute<
  P extends z.ZodObject = None,
  Q extends z.ZodObject = None,
  B extends z.ZodObject = None,
>(
  declared: Omit<Route, 'answer' | 'params' | 'query' | 'body'> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    handle(
      request: Omit<RawRequest, 'params' | 'query' | 'body'> & {
        readonly params: z.output<P>;
        readonly query: z.output<Q>;
        readonly body: z.output<B>;
        /** The body as it came: the same request sent again is told by it. */
        readonly sent: unknown;
      },
    ): Promise<RouteAnswer>;
  },
): Route {
  const { handle, ...rest } = declared;
  return {
    ...rest,
    async answer({ caller, practice, header, ...raw }) {
      // Without a key nothing is begun, whatever else is wrong with the request.
      if (declared.idempotent) assertIdempotencyKey(header('idempotency-key'));
      const params = parseInput(declared.params ?? none, raw.params, 'path') as z.output<P>;
      const query = parseInput(declared.query ?? none, raw.query, 'query') as z.output<Q>;
      const body = parseInput(declared.body ?? none, declared.body ? raw.body : {}, 'body') as z.output<B>;
      return handle({ caller, practice, header, params, query, body, sent: raw.body });
    },
  };
}

/** The method and the path of a route's name. */
export function splitName(name: RouteName): { readonly method: string; readonly path: string } {
  const [method = '', path = ''] = name.split(' ');
  return { method, path };
}
