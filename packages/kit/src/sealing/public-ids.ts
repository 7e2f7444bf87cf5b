import { keyedHash } from './keyed-hash.ts';

const hashLength = 20;

/**
 * Bloom's own ids: opaque, the same for the same record on every pod, and telling nothing of Halaxy's id.
 *
 * @param idKey never rotated: another key makes other ids
 */
export function createPublicIds(idKey: Uint8Array) {
  const idOf =
    (prefix: string) =>
    (practice: string, ...halaxyIds: readonly string[]): string =>
      `${prefix}_${keyedHash(idKey, practice, prefix, ...halaxyIds).slice(0, hashLength)}`;
  return {
    practitioner: idOf('p'),
    client: idOf('c'),
    appointment: idOf('a'),
    /** Of an appointment and a patient. */
    session: idOf('s'),
    /** Of a type and an id: whatever has no id of its own kind. */
    record: idOf('r'),
  };
}

export type PublicIds = ReturnType<typeof createPublicIds>;
