import type { WriteReason } from './write.ts';

const fieldWords: Readonly<Record<string, string>> = {
  comment: 'the comment',
  time: 'the time',
  status: 'the status',
  givenName: 'the given name',
  familyName: 'the family name',
  preferredName: 'the preferred name',
  birthDate: 'the birth date',
  gender: 'the gender',
  email: 'the email address',
  mobile: 'the mobile number',
  phone: 'the phone number',
  address: 'the address',
};

const whatItIs = {
  session: { it: 'this session', change: 'this change' },
  booking: { it: 'this booking', change: 'this booking' },
  patient: { it: 'this client', change: 'this change' },
  registration: { it: 'this client', change: 'this registration' },
} as const;

export type EditKindWords = keyof typeof whatItIs;

/** What became of an edit that was not saved, and what to do, for the person who made it. */
export function unsavedWords(reason: WriteReason, kind: EditKindWords): string {
  const { it, change } = whatItIs[kind];
  switch (reason) {
    case 'gone':
      return `Halaxy does not have ${it} any more: somebody deleted it there. Nothing was changed.`;
    case 'rejected':
      return `Halaxy did not accept ${change}. Look at it in Halaxy, correct it, and try again.`;
    case 'gave-up':
      return `Halaxy could not be reached for a day, so ${change} was given up. Nothing was changed; try again.`;
    case 'unanswered':
      return `The connection broke while ${change} was sent, and Halaxy could not be asked for a day. It may be there: look in Halaxy before you try again.`;
    case 'not-shown':
      return `Halaxy accepted ${change} and never showed it. Look at it in Halaxy before you try again.`;
    case 'ambiguous':
      return `The connection broke, and Halaxy has several records that could be ${change}. Look which is the right one in Halaxy; do not send it again.`;
  }
}

/** What became of an edit of which somebody else's change stands in part, and what to do. */
export function conflictWords(lost: readonly string[], saved: readonly string[]): string {
  const named = (fields: readonly string[]) => joined(fields.map((field) => fieldWords[field] ?? field));
  const rest = saved.length === 0 ? '' : ` ${capital(named(saved))} went through.`;
  const [verb, value] = lost.length > 1 ? ['were', 'values stand'] : ['was', 'value stands'];
  return `${capital(named(lost))} ${verb} changed by somebody else meanwhile, and their ${value}.${rest} Try again to put yours in its place.`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
