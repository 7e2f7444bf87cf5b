import { foldName } from './name-words.ts';
import { parsePhoneNumber } from './phone-number.ts';

/** What tells whether two records may be one person. */
export type Likeness = {
  readonly givenName: string;
  readonly familyName: string;
  readonly birthDate: string | null;
  readonly mobile: string | null;
  readonly phone: string | null;
};

/** Whether two may be one person: of one name, and born on the same day or reached by the same number. */
export function couldBeDuplicate(a: Likeness, b: Likeness): boolean {
  const name = nameOf(a);
  if (name === undefined || name !== nameOf(b)) return false;
  if (a.birthDate !== null && a.birthDate === b.birthDate) return true;
  const numbers = new Set(numbersOf(a));
  return numbersOf(b).some((number) => numbers.has(number));
}

function nameOf({ givenName, familyName }: Likeness): string | undefined {
  const [given, family] = [foldName(givenName), foldName(familyName)];
  return given === '' && family === '' ? undefined : `${given}\n${family}`;
}

/** In Halaxy a number may stand as somebody typed it. */
function numbersOf({ mobile, phone }: Likeness): string[] {
  return [mobile, phone].flatMap((one) => (one === null ? [] : [parsePhoneNumber(one) ?? one]));
}
