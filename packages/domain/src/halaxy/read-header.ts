import { ownField } from '../loose/own-field.ts';
import { ownText } from '../loose/own-text.ts';
import { parseInstant } from './parse-instant.ts';
import { isHalaxyId, type ReferenceType } from './parse-reference.ts';
import type { TransformFault } from './transformed.ts';

/** What every record of Halaxy's begins with. */
export type Header = { readonly id: string; readonly lastUpdatedMs: number | undefined };

/**
 * Reads a record's id and `meta.lastUpdated`. A record of another type, or without an id, is refused: an error body
 * inside a list must never be taken for a record. A `lastUpdated` that cannot be read is told, and goes without.
 */
export function readHeader(
  record: unknown,
  type: ReferenceType,
): { header: Header; faults: TransformFault[] } | { header?: never; faults: TransformFault[] } {
  if (ownText(record, 'resourceType') !== type)
    return { faults: [{ code: 'WRONG_RESOURCE', path: 'resourceType' }] };
  const id = ownField(record, 'id');
  if (!isHalaxyId(id)) return { faults: [{ code: 'NO_ID', path: 'id' }] };
  const written = ownField(ownField(record, 'meta'), 'lastUpdated');
  const lastUpdatedMs = parseInstant(written);
  const unread = written !== undefined && lastUpdatedMs === undefined;
  return {
    header: { id, lastUpdatedMs },
    faults: unread ? [{ code: 'BAD_INSTANT', path: 'meta.lastUpdated' }] : [],
  };
}
