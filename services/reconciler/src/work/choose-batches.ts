import { batchIds, isHalaxyId, type ReferenceType, referenceTypes } from '@bloom/domain';
import type { DueRead } from '@bloom/store';

/** Rows of one type that one request reads. */
export type ReadBatch = { readonly type: ReferenceType; readonly rows: readonly DueRead[] };

/** Who is named by others comes first, so that what names them finds them. */
const typeOrder: readonly string[] = [
  'Practitioner',
  'PractitionerRole',
  'Patient',
  'Appointment',
  'Invoice',
];

/** Whether what this type's records name may be among that type's. */
export function mayName(type: string, named: string): boolean {
  return typeOrder.indexOf(named) < typeOrder.indexOf(type);
}

/**
 * The next requests for these rows, at most so many: the type of the longest due first, so that a flood of one type
 * starves no other. Those chosen come in the order in which they are to be applied.
 *
 * @param rows the longest due first
 */
export function chooseBatches(rows: readonly DueRead[], batchesMax: number): ReadBatch[] {
  const readable = rows.flatMap((row) => {
    const type = referenceTypes.find((one) => one === row.type);
    return type && isHalaxyId(row.id) ? [{ ...row, type }] : [];
  });
  return batchIds(readable)
    .map(({ type, ids }) => {
      const wanted = new Set(ids);
      return { type, rows: readable.filter((row) => row.type === type && wanted.has(row.id)) };
    })
    .map((batch) => ({ batch, place: batch.rows[0] ? readable.indexOf(batch.rows[0]) : 0 }))
    .sort((a, b) => a.place - b.place)
    .slice(0, batchesMax)
    .map(({ batch }) => batch)
    .sort((a, b) => typeOrder.indexOf(a.type) - typeOrder.indexOf(b.type));
}
