import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json } from '../json.ts';

/** A golden example by its file's name. Tests run as CommonJS, hence `__dirname`. */
export function golden(name: string): Json {
  const file = join(__dirname, '../../../../tests/golden/halaxy', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

/**
 * Where the structure of a value departs from an example's: other keys, other types, or a list
 * item that looks like none of the example's. Empty when they are alike.
 */
export function departures(value: Json | undefined, example: Json | undefined, at = '$'): string[] {
  if (Array.isArray(value) && Array.isArray(example)) {
    return value.flatMap((item, n) => {
      const each = example.map((one) => departures(item, one, `${at}[${n}]`));
      if (each.some((found) => found.length === 0)) return [];
      return each.sort((left, right) => left.length - right.length)[0] ?? [`${at}[${n}]: unexpected item`];
    });
  }
  if (isObject(value) && isObject(example)) {
    const keys = new Set([...Object.keys(value), ...Object.keys(example)]);
    return [...keys].flatMap((key) => departures(value[key], example[key], `${at}.${key}`));
  }
  const [is, should] = [kind(value), kind(example)];
  return is === should ? [] : [`${at}: ${is}, not ${should}`];
}

function kind(value: Json | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
