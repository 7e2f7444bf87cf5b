import type { z } from 'zod';

/** One setting: its variable, what it may hold, what it is when unset, and its line in docs/settings.md. */
export type Setting<T = unknown> = {
  readonly env: string;
  /** Judges the raw text. Give numbers as `z.coerce.number()`. */
  readonly schema: z.ZodType<T>;
  /** The raw text used when the variable is unset; absent = required. */
  readonly default?: string;
  readonly doc: string;
  /** A secret may also come as `<NAME>_FILE`, and is never printed. */
  readonly secret?: boolean;
};

export type Settings = Readonly<Record<string, Setting>>;

export type SettingValues<S extends Settings> = {
  readonly [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never;
};

/** Declares one setting, so that its value's type is inferred from its schema. */
export function setting<T>(declared: Setting<T>): Setting<T> {
  return declared;
}
