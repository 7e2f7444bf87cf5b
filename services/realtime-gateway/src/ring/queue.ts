export type Queue<T> = {
  push(item: T): void;
  shift(): T | undefined;
  at(index: number): T | undefined;
  length(): number;
};

/** First in, first out, without moving what stays: an array's own shift is linear once it is long. */
export function createQueue<T>(): Queue<T> {
  let items: T[] = [];
  let first = 0;
  return {
    push: (item) => void items.push(item),
    shift() {
      const item = items[first];
      if (first >= items.length) return undefined;
      first += 1;
      if (first > 1_024 && first * 2 > items.length) {
        items = items.slice(first);
        first = 0;
      }
      return item;
    },
    at: (index) => (index < 0 ? undefined : items[first + index]),
    length: () => items.length - first,
  };
}
