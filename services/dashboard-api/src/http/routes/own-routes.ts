import { z } from 'zod';
import { type ClientOwnFields, clientOwn, clientOwnChange } from '../../own/client-own.ts';
import {
  practitionerSettings,
  type SettingsFields,
  settingsChange,
} from '../../own/practitioner-settings.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { expectedRevision } from '../expected-revision.ts';
import { anyId } from '../schemas.ts';

/** What Bloom alone keeps: of a client, and of a practitioner. A field that is left out of a PUT stays as it is. */
export function ownRoutes({
  ofClient,
  ofPractitioner,
}: {
  readonly ofClient: ClientOwnFields;
  readonly ofPractitioner: SettingsFields;
}): Route[] {
  const params = z.object({ id: anyId });
  const stays = 'What is left out stays as it is. ';
  return [
    defineRoute({
      name: 'GET /clients/{id}/own',
      tag: 'own',
      summary: 'What the practice keeps of a client that Halaxy has no place for.',
      description:
        'A practitioner reads it of clients who have a session with them. Private notes are in it for these alone: ' +
        'reception and administrators get the rest.',
      params,
      status: 200,
      data: clientOwn,
      handle: async ({ caller, practice, params: { id } }) => ({
        data: await ofClient.read(practice.id, id, caller),
      }),
    }),
    defineRoute({
      name: 'PUT /clients/{id}/own',
      tag: 'own',
      summary: 'Changes what the practice keeps of a client.',
      description: `${stays}Who does not read private notes does not write them either: 403 PRIVATE_NOTES_FORBIDDEN.`,
      params,
      body: clientOwnChange,
      revised: true,
      conflict: 'Many change it at once: send it again.',
      status: 200,
      data: clientOwn,
      handle: async ({ caller, practice, params: { id }, body, header }) => ({
        data: await ofClient.save(practice.id, id, caller, {
          change: body,
          expected: expectedRevision(header('if-match')),
        }),
      }),
    }),
    defineRoute({
      name: 'GET /practitioners/{id}/settings',
      tag: 'own',
      summary: 'What a practitioner aims at, and the zone their days are counted in.',
      params,
      status: 200,
      data: practitionerSettings,
      handle: async ({ caller, practice, params: { id } }) => ({
        data: await ofPractitioner.read(practice, id, caller),
      }),
    }),
    defineRoute({
      name: 'PUT /practitioners/{id}/settings',
      tag: 'own',
      summary: 'Changes a practitioner’s aims and zone.',
      description: `${stays}\`timezone: null\` goes back to the practice’s zone.`,
      params,
      body: settingsChange,
      revised: true,
      conflict: 'Many change it at once: send it again.',
      status: 200,
      data: practitionerSettings,
      handle: async ({ caller, practice, params: { id }, body, header }) => ({
        data: await ofPractitioner.save(practice, id, caller, {
          change: body,
          expected: expectedRevision(header('if-match')),
        }),
      }),
    }),
  ];
}
