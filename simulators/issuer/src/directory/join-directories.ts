import type { Directory } from './directory.ts';

/** Several directories as one; where two know the same address, the earlier one answers. */
export function joinDirectories(...directories: readonly Directory[]): Directory {
  return {
    async find(practiceId, email) {
      for (const directory of directories) {
        const found = await directory.find(practiceId, email);
        if (found) return found;
      }
      return undefined;
    },
    async list(practiceId) {
      return (await Promise.all(directories.map((directory) => directory.list(practiceId)))).flat();
    },
  };
}
