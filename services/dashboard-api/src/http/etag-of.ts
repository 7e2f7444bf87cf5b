import { createHash } from 'node:crypto';

/** A weak tag of what an answer says: the same for the same content, whatever moment it was composed at. */
export function etagOf(content: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;
}
