/**
 * The page before this one, by its query; undefined on the first. Pages are numbered over live rows: when some are deleted
 * between two requests, those that follow slide into the page before, where nobody looks any more.
 */
export function pageBefore(query: string): string | undefined {
  const page = Number(/(?:^|&)page=(\d{1,9})(?:&|$)/.exec(query)?.[1] ?? 1);
  return page > 1 ? query.replace(/(^|&)page=\d+/, `$1page=${page - 1}`) : undefined;
}
