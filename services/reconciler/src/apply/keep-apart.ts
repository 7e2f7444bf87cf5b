/** Runs work of one group side by side, and of different groups never; in the order in which it came. */
export type KeptApart = <T>(group: string, work: () => Promise<T>) => Promise<T>;

type Waiting = { readonly group: string; readonly enter: () => void };

export function createKeptApart(): KeptApart {
  const waiting: Waiting[] = [];
  let inside = 0;
  let group: string | undefined;

  function admit(): void {
    for (let next = waiting[0]; next && (inside === 0 || next.group === group); next = waiting[0]) {
      waiting.shift();
      inside += 1;
      group = next.group;
      next.enter();
    }
  }

  return async (mine, work) => {
    await new Promise<void>((enter) => {
      // Whoever comes stands behind those who wait, also behind their own kind: nobody waits for ever.
      waiting.push({ group: mine, enter });
      admit();
    });
    try {
      return await work();
    } finally {
      inside -= 1;
      admit();
    }
  };
}
