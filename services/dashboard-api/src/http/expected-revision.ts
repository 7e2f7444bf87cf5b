import { InvalidInput } from './invalid-input.ts';

/**
 * The revision that a change was decided upon, as `If-Match` tells it: bare, or quoted as RFC 9110 has it. Undefined
 * without the header: whatever is there is overwritten.
 *
 * @throws InvalidInput for what is no revision
 */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const told = /^("?)(\d{1,15})\1$/.exec(ifMatch.trim())?.[2];
  if (told === undefined) throw new InvalidInput([{ path: 'header.if-match', message: 'is no revision' }]);
  return Number(told);
}
