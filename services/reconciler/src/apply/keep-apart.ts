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

/** One for each practice that we work for. */
export function createKeptApartIn(): (practice: string) => KeptApart {
  const apart = new Map<string, KeptApart>();
  return (practice) => {
    const kept = apart.get(practice) ?? createKeptApart();
    apart.set(practice, kept);
    return kept;
  };
}
