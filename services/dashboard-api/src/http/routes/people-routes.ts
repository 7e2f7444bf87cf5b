import { roles } from '@bloom/contracts';
import { z } from 'zod';
import type { PeopleReader } from '../../read/people-reader.ts';
import type { SettingsReader } from '../../read/settings-reader.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { listOf } from '../schemas.ts';

const me = z
  .object({
    user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
    roles: z.array(z.enum(roles)),
    practice: z.object({ id: z.string(), name: z.string(), timezone: z.string() }),
    practitionerId: z.string().optional(),
    flags: z.record(z.string(), z.boolean()),
  })
  .meta({ id: 'Me' });

const practitioner = z
  .object({
    id: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    timezone: z.string(),
    active: z.boolean(),
  })
  .meta({ id: 'Practitioner' });

/** Who asks, and who works here. */
export function peopleRoutes({
  people,
  settings,
}: {
  readonly people: PeopleReader;
  readonly settings: SettingsReader;
}): Route[] {
  const listed = (name: 'GET /practitioners' | 'GET /providers', summary: string): Route =>
    defineRoute({
      name,
      tag: 'people',
      summary,
      etag: true,
      status: 200,
      data: listOf(practitioner),
      async handle({ practice }) {
        const [found, zoneOf] = await Promise.all([people.list(practice.id), settings.zonesOf(practice)]);
        const items = found.map(({ _id, displayName, email, active }) => ({
          id: _id,
          displayName,
          email,
          timezone: zoneOf(_id),
          active,
        }));
        return { data: { items, nextCursor: null } };
      },
    });
  return [
    defineRoute({
      name: 'GET /me',
      tag: 'people',
      summary: 'Who I am, what I may, and of which practice.',
      status: 200,
      data: me,
      async handle({ caller, practice }) {
        const { sub, email, name, practitionerId } = caller;
        return {
          data: {
            user: { id: sub, email, name },
            roles: caller.roles,
            practice: { id: practice.id, name: practice.name, timezone: practice.timezone },
            ...(practitionerId === undefined ? {} : { practitionerId }),
            flags: {},
          },
        };
      },
    }),
    listed('GET /practitioners', 'The practitioners of the practice.'),
    listed('GET /providers', 'The same as /practitioners.'),
  ];
}
