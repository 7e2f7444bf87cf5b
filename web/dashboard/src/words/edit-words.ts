import type { EditView } from '@bloom/contracts';
import type { ShownSession } from '../live/session-list.ts';
import { statusWords } from './session-words.ts';
import { timeInWords } from './zoned-time.ts';

/** What became of an edit, for whoever made it: what was wanted and what stands, and what can be done. */
export type OutcomeWords = { readonly lines: readonly string[]; readonly next: string };

const fieldWords: ReadonlyMap<string, string> = new Map([
  ['comment', 'the comment'],
  ['time', 'the time'],
  ['status', 'the status'],
]);

const allStatusWords: ReadonlyMap<unknown, string> = new Map(
  Object.entries({ ...statusWords, arrived: 'Arrived' }),
);

const nextByState: Readonly<Record<EditView['state'], string>> = {
  queued: '',
  sending: '',
  saved: '',
  conflict: 'Keep what stands, or use yours instead.',
  refused: 'Halaxy did not take it. Change it and try again, or leave it as it stands.',
  failed: 'It could not be brought to Halaxy. Try again, or leave it as it stands.',
};

/** What a status that can be given is called. */
export function statusAsWord(status: string): string {
  return allStatusWords.get(status) ?? status;
}

/**
 * @param session the session as it stands, where the page knows it
 * @param timezone the zone that its times are told in
 */
export function outcomeInWords(
  edit: Pick<EditView, 'state' | 'fields' | 'lost' | 'saved' | 'reason'>,
  session: ShownSession | undefined,
  timezone: string,
): OutcomeWords {
  const lost = edit.lost?.map(({ field, yours, theirs }) => wantedInWords(field, yours, theirs, timezone));
  const wanted = Object.entries(edit.fields).map(([field, value]) =>
    wantedInWords(field, value, session && standing(session, field), timezone),
  );
  const saved = edit.saved?.map(nameOf) ?? [];
  return {
    lines: [...(lost ?? wanted), ...(saved.length > 0 ? [`Saved was ${saved.join(' and ')}.`] : [])],
    next: edit.reason ?? nextByState[edit.state],
  };
}

/** One sentence of what was wanted of a field, and one of what it is. */
export function wantedInWords(field: string, wanted: unknown, stands: unknown, timezone: string): string {
  const value = (one: unknown): string => valueInWords(field, one, timezone);
  const sentence = `You wanted ${nameOf(field)} to be ${value(wanted)}.`;
  return stands === undefined ? sentence : `${sentence} It is ${value(stands)} now.`;
}

/** A session in a few words, as edits of it are told apart: MK at 9:00 AM. */
export function sessionInWords({
  clientInitials,
  time,
}: Pick<ShownSession, 'clientInitials' | 'time'>): string {
  return `${clientInitials || 'Somebody'} at ${time}`;
}

function nameOf(field: string): string {
  return fieldWords.get(field) ?? field;
}

/** What a session has for a field, as edits name it. */
export function standing(session: ShownSession, field: string): unknown {
  if (field === 'comment') return session.comment;
  if (field === 'time') return { start: session.start, end: session.end };
  if (field === 'status') return session.arrived ? 'arrived' : session.status;
  return undefined;
}

function valueInWords(field: string, value: unknown, timezone: string): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (field === 'time') return spanInWords(value as { start?: unknown; end?: unknown }, timezone);
  if (typeof value !== 'string') return 'something else';
  return field === 'status' ? `“${statusAsWord(value)}”` : `“${value}”`;
}

function spanInWords({ start, end }: { start?: unknown; end?: unknown }, timezone: string): string {
  if (typeof start !== 'string' || typeof end !== 'string') return 'another';
  return `${timeInWords(start, timezone)} to ${timeInWords(end, timezone)}`;
}
