/** What is asked of dead letters. */
export type LetterCommand =
  | { readonly kind: 'list' }
  | { readonly kind: 'show'; readonly id: string }
  | { readonly kind: 'replay'; readonly id: string }
  | { readonly kind: 'replay-all' }
  | { readonly kind: 'discard'; readonly id: string; readonly reason: string };

/**
 * Reads what a person asked for: one thing at a time.
 *
 * @throws Error in words
 */
export function readLetterCommand(env: Readonly<Record<string, string | undefined>>): LetterCommand {
  const { SHOW, REPLAY, DISCARD, REASON } = env;
  if ([SHOW, REPLAY, DISCARD].filter(Boolean).length > 1)
    throw new Error('One thing at a time: SHOW=<id>, REPLAY=<id>, REPLAY=all, or DISCARD=<id>.');
  if (SHOW) return { kind: 'show', id: SHOW };
  if (REPLAY) return REPLAY === 'all' ? { kind: 'replay-all' } : { kind: 'replay', id: REPLAY };
  if (!DISCARD) return { kind: 'list' };
  const reason = REASON?.trim();
  if (!reason)
    throw new Error(`Say why: make dead-letters DISCARD=${DISCARD} REASON='…', without anybody's name.`);
  return { kind: 'discard', id: DISCARD, reason };
}
