import type { Answer } from '../http.ts';
import type { JsonObject } from '../json.ts';

/** An answer with an OperationOutcome of one issue. */
export function refuse(status: number, code: string, text: string): Answer {
  const issue = [{ severity: 'error', code, details: { text } }];
  return { status, body: { resourceType: 'OperationOutcome', issue } };
}

/** The resource that rides in a 200 searchset to say a parameter was not understood. */
export function warningOutcome(text: string): JsonObject {
  const issue = [{ severity: 'warning', code: 'not-supported', details: { text } }];
  return { resourceType: 'OperationOutcome', id: 'warning', issue };
}

export const notFound = () => refuse(404, 'not-found', 'Not found');
/** Halaxy refuses a method with no body at all. */
export const methodRefused = (): Answer => ({ status: 405 });
