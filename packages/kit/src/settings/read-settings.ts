import type { Setting, Settings, SettingValues } from './setting.ts';

export type SettingFault = { readonly env: string; readonly message: string };

export type SettingsRead<S extends Settings> =
  | { readonly ok: true; readonly values: SettingValues<S>; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly faults: readonly SettingFault[]; readonly unknown: readonly string[] };

/**
 * Reads every declared setting and reports all faults at once. Values are never part of a fault: a
 * mistyped secret must not end in a log. An unset and an empty variable are the same.
 *
 * @param readFile reads `<NAME>_FILE`; throws when it cannot.
 * @param prefixes variables that start with one of these and are not declared are reported as unknown.
 */
export function readSettings<S extends Settings>(
  declared: S,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  prefixes: readonly string[] = [],
): SettingsRead<S> {
  const faults: SettingFault[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(declared)) {
    const raw = rawText(one, env, readFile);
    if ('fault' in raw) {
      faults.push({ env: one.env, message: raw.fault });
      continue;
    }
    const judged = one.schema.safeParse(raw.text);
    if (judged.success) values[name] = judged.data;
    else faults.push({ env: one.env, message: `${reason(judged.error.issues[0]?.code)}. ${one.doc}` });
  }
  const unknown = unknownNames(declared, env, prefixes);
  if (faults.length > 0) return { ok: false, faults, unknown };
  return { ok: true, values: values as SettingValues<S>, unknown };
}

function rawText(
  { env: name, secret, default: fallback, doc }: Setting,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): { text: string } | { fault: string } {
  const plain = env[name] || undefined;
  const file = secret ? env[`${name}_FILE`] || undefined : undefined;
  if (plain && file) return { fault: `is given twice: set either ${name} or ${name}_FILE` };
  if (file) {
    try {
      return { text: readFile(file).trim() };
    } catch {
      return { fault: `${name}_FILE names a file that cannot be read` };
    }
  }
  const text = plain ?? fallback;
  if (text === undefined) return { fault: `is missing. ${doc}` };
  return { text };
}

/** Zod's own messages may quote what was received: only the kind of fault is told. */
function reason(code: string | undefined): string {
  if (code === 'too_small') return 'is too small or too short';
  if (code === 'too_big') return 'is too large or too long';
  return 'is not of the expected form';
}

function unknownNames(
  declared: Settings,
  env: Readonly<Record<string, string | undefined>>,
  prefixes: readonly string[],
): string[] {
  const known = new Set(Object.values(declared).flatMap(({ env: name }) => [name, `${name}_FILE`]));
  return Object.keys(env)
    .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)) && !known.has(name))
    .sort();
}
