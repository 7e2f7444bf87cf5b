import type { NewRun, SyncStatusDocument } from '@bloom/store';

/** In the order in which they are needed: who is named by others comes first. */
const listedTypes = ['Practitioner', 'PractitionerRole', 'Patient', 'Appointment', 'Invoice'] as const;

/** `_lastUpdated` is asked for from the cursor on; the offset's plus sign must be percent-encoded. */
function since(ms: number): string {
  return `_lastUpdated=ge${new Date(ms).toISOString().replace('Z', '%2B00:00')}`;
}

/**
 * The next run of a practice: at first everything that Halaxy lists, afterwards what changed since the cursors. A type
 * without a cursor is listed whole.
 */
export function planRun(status: SyncStatusDocument): NewRun {
  const slices = listedTypes.map((type) => {
    const cursor = status.cursors[type];
    return { id: type, type, query: cursor === undefined ? '' : since(cursor) };
  });
  return { practice: status._id, kind: status.firstSyncDone ? 'incremental' : 'first', slices };
}
