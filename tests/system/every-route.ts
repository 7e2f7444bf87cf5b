import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One of each thing that a route may name. */
export type Ids = Readonly<
  Record<'practice' | 'practitioner' | 'session' | 'client' | 'run' | 'hold' | 'edit', string>
>;

type Path = Readonly<Record<string, { readonly requestBody?: unknown }>>;
const { paths } = parse(readFileSync('docs/openapi.yaml', 'utf8')) as { paths: Record<string, Path> };
/** Every route that the document tells of. */
export const routes = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
);

/** The route with the ids of one practice in it. A route that names something new has to be entered here. */
export function filled(path: string, of: Ids, day: (offset: number) => string): string {
  const named =
    /^\/(practitioners|practices|sessions|clients|patients|edits|sync\/runs|ops\/held-deletions|ops\/dead-letters)\/\{id\}/.exec(
      path,
    )?.[1];
  const owned: Record<string, string> = {
    ...{ practitioners: of.practitioner, practices: of.practice, sessions: of.session },
    ...{ clients: of.client, patients: of.client },
    ...{ 'sync/runs': of.run, 'ops/held-deletions': of.hold },
    ...{ edits: of.edit, 'ops/dead-letters': of.edit },
  };
  const id = owned[named ?? ''];
  const all = path
    .replace('{date}', day(0))
    .replace('{practice}', of.practice)
    .replace('{id}', () => encodeURIComponent(id ?? '{id}'));
  if (all.includes('{')) throw new Error(`${path} names what this story does not know`);
  // Every name bears its practice's mark, and all marks begin alike.
  if (path === '/patients') return `${all}?query=canary`;
  return path === '/appointments' ? `${all}?from=${day(-20)}&to=${day(20)}` : all;
}
