import type { Transformed } from '@bloom/domain';

/** The codes of what could not be read in a record. */
export function faultCodes(read: Transformed<unknown>): string[] {
  return 'faults' in read ? read.faults.map(({ code }) => code) : [];
}
