import type { Store } from '../connect-store.ts';
import { recordTables } from '../records/records.ts';

export type DirectoryEntry = { readonly id: string; readonly email: string; readonly displayName: string };

/** The practitioners that may log in: those Halaxy has an e-mail address for. */
export function createPractitionerDirectory(store: Store) {
  const { practitioners } = recordTables(store);
  return {
    async list(practice: string): Promise<DirectoryEntry[]> {
      const found = await practitioners
        .find({ practice, gone: false, active: true })
        .sort({ _id: 1 })
        .toArray();
      return found.flatMap(({ _id, email, displayName }) => (email ? [{ id: _id, email, displayName }] : []));
    },
    async findByEmail(practice: string, email: string): Promise<DirectoryEntry | undefined> {
      const wanted = email.toLowerCase();
      return (await this.list(practice)).find((entry) => entry.email.toLowerCase() === wanted);
    },
  };
}
