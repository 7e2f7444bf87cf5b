import { connectStore, createPractitionerDirectory } from '@bloom/store';
import type { Directory } from './directory.ts';
import { fixedDirectory } from './fixed-directory.ts';
import { joinDirectories } from './join-directories.ts';
import { practitionersWhoLogIn } from './practitioner-directory.ts';

/**
 * Everybody who may log in: the fixed people, and with a database, the practitioners synced into it.
 *
 * @throws BloomError STORE_UNAVAILABLE when the database does not answer
 */
export async function connectDirectory(
  mongodbUri: string,
): Promise<{ readonly directory: Directory; close(): Promise<void> }> {
  if (mongodbUri === '') return { directory: fixedDirectory, close: async () => {} };
  const store = await connectStore(mongodbUri, { poolMax: 2 });
  const practitioners = practitionersWhoLogIn(createPractitionerDirectory(store));
  return { directory: joinDirectories(fixedDirectory, practitioners), close: () => store.close() };
}
