const separators = /[\s().-]/g;
/** Australia's area codes and its mobiles, with or without the country's code; a 0 before them is dialled within alone. */
const australian = /^(?:\+?610?|0)([2-578]\d{8})$/;
/** Any other country's, by its code: how long they are is the country's own. */
const elsewhere = /^\+(?!61)[1-9]\d{7,14}$/;
const mobileOrElsewhere = /^\+(?:61[45]|(?!61))/;

/**
 * A number that can be called, in compact international form (`+61412345678`), however it was written: with blanks,
 * dots, hyphens or brackets, and an Australian one with its leading 0. Undefined for what cannot be one.
 */
export function parsePhoneNumber(written: string): string | undefined {
  const compact = written.replaceAll(separators, '');
  const national = australian.exec(compact)?.[1];
  if (national !== undefined) return `+61${national}`;
  return elsewhere.test(compact) ? compact : undefined;
}

/**
 * Whether a message can reach it: of Australian numbers only mobiles; of other countries' nobody knows here.
 *
 * @param number in compact international form
 */
export function couldBeMobile(number: string): boolean {
  return mobileOrElsewhere.test(number);
}
