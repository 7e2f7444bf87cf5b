import { BloomError } from '@bloom/kit';
import { parseRetryAfter } from './retry-after.ts';

/** What came over the wire: a status, its headers (names in lower case) and the body's text, whole. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Resource = { readonly resourceType: string } & Readonly<Record<string, unknown>>;

/**
 * What Halaxy's answer means. Returns the JSON resource of a 2xx, or throws the error whose kind decides
 * the rest: transient, throttled, refused, missing, auth or malformed.
 *
 * An OperationOutcome in a 200 is never a resource and never an empty list. The error's detail holds the
 * status alone: a body may hold a patient's data (law I6).
 *
 * @throws BloomError HALAXY_*
 */
export function classifyAnswer(answer: Answer, nowMs: number): Resource {
  const { status } = answer;
  const detail = `status ${status}`;
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], nowMs);
    throw new BloomError('HALAXY_THROTTLED', detail, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 408) throw new BloomError('HALAXY_UNREACHABLE', detail);
  if (status === 404 || status === 410) throw new BloomError('HALAXY_MISSING', detail);
  if (status === 401) throw new BloomError('HALAXY_UNAUTHORISED', detail);
  if (status === 403) throw new BloomError('HALAXY_FORBIDDEN', detail);
  if (status === 501) throw new BloomError('HALAXY_REFUSED', detail);
  if (status >= 500) throw new BloomError('HALAXY_FAILED', detail);
  if (status >= 400) throw new BloomError('HALAXY_REFUSED', detail);
  if (status < 200 || status >= 300)
    throw new BloomError('HALAXY_MALFORMED', `${detail}, which is no answer`);
  return outcomeAsError(parseResource(answer.body, detail), detail);
}

function parseResource(body: string, detail: string): Resource {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new BloomError('HALAXY_MALFORMED', `${detail} whose body is not JSON`);
  }
  if (isResource(parsed)) return parsed;
  throw new BloomError('HALAXY_MALFORMED', `${detail} whose body is not a resource`);
}

/** An expired token may come as a 200 with this code (seen live). */
function outcomeAsError(resource: Resource, detail: string): Resource {
  if (resource.resourceType !== 'OperationOutcome') return resource;
  const issues = Array.isArray(resource.issue) ? resource.issue : [];
  const expired = issues.some((issue: unknown) => isRecord(issue) && issue.code === 'expired');
  if (expired) throw new BloomError('HALAXY_UNAUTHORISED', `${detail} with an outcome "expired"`);
  throw new BloomError('HALAXY_MALFORMED', `${detail} with an OperationOutcome for a resource`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isResource(value: unknown): value is Resource {
  return isRecord(value) && typeof value.resourceType === 'string';
}
