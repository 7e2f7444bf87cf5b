/** An apostrophe is no end of a word: O’Brien is found by `obrien` as well. */
const apostrophes = /['’‘ʼ`´]/gu;
const marks = /\p{M}/gu;
const notInWords = /[^\p{L}\p{N}]+/u;

/** The words of names as they are looked for: lower case, without accents, each once. */
export function nameWords(...names: readonly (string | null)[]): string[] {
  return [...new Set(names.flatMap(wordsOf))];
}

/** Whether each of these words begins a word of these names. */
export function fitsWords(words: readonly string[], names: readonly (string | null)[]): boolean {
  const held = nameWords(...names);
  return words.every((word) => held.some((one) => one.startsWith(word)));
}

/** A name for being compared: the same in any case and with any accents. Empty where it has no letter. */
export function foldName(name: string): string {
  return wordsOf(name).join(' ');
}

function wordsOf(name: string | null): string[] {
  const plain = (name ?? '').replaceAll(apostrophes, '').normalize('NFKD').replaceAll(marks, '');
  return plain.toLowerCase().split(notInWords).filter(Boolean);
}
