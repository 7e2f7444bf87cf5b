/** Runs one piece of work after another, in the order in which they came, whatever becomes of those before. */
export type Turns = (work: () => Promise<void>) => Promise<void>;

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
