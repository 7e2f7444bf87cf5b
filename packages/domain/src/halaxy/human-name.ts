import { ownList } from '../loose/own-list.ts';
import { ownText } from '../loose/own-text.ts';

/** A person's name; parts that Halaxy has not are empty. */
export type HumanName = {
  readonly prefix: string;
  readonly given: string;
  readonly family: string;
  /** The given name they go by, where the `usual` entry has another one. */
  readonly preferred: string | null;
};

/**
 * Picks a person's name from a record's `name[]`: the `official` entry, else the first with a family name, else the
 * first with any. Halaxy's `usual` entry may hold nothing but a given name.
 */
export function readHumanName(record: unknown): HumanName {
  const entries = ownList(record, 'name').map(readEntry);
  const named = entries.filter(({ given, family }) => given !== '' || family !== '');
  const chosen =
    named.find(({ use }) => use === 'official') ?? named.find(({ family }) => family !== '') ?? named[0];
  const usual = named.find(({ use, given }) => use === 'usual' && given !== '');
  return {
    prefix: chosen?.prefix ?? '',
    given: chosen?.given ?? '',
    family: chosen?.family ?? '',
    preferred: usual !== undefined && usual.given !== chosen?.given ? usual.given : null,
  };
}

/** "Dr Mei King"; without prefix, given or family name these are left out. */
export function formatHumanName({ prefix, given, family }: HumanName): string {
  return [prefix, given, family].filter(Boolean).join(' ');
}

function readEntry(entry: unknown) {
  return {
    use: ownText(entry, 'use'),
    prefix: joined(ownList(entry, 'prefix')),
    given: joined(ownList(entry, 'given')),
    family: (ownText(entry, 'family') ?? '').trim(),
  };
}

function joined(parts: readonly unknown[]): string {
  return parts
    .filter((part) => typeof part === 'string')
    .map((part) => part.trim())
    .filter(Boolean)
    .join(' ');
}
