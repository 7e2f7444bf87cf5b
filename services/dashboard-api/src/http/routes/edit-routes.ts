import { type EditView, editView as editShape, shownEditStates } from '@bloom/contracts';
import { isEditOver } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import type { EditDocument } from '@bloom/store';
import { z } from 'zod';
import { seesWholePractice } from '../../auth/policy.ts';
import type { Caller } from '../../auth/verify-token.ts';
import type { Editing } from '../../edits/create-editing.ts';
import { editView } from '../../edits/edit-view.ts';
import type { DashboardApiPorts } from '../../ports.ts';
import type { PracticeFacts } from '../../read/practice-facts.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { InvalidInput } from '../invalid-input.ts';
import { anyId, listOf } from '../schemas.ts';

const pageItems = 100;

const states = z
  .string()
  .max(80)
  .transform((text, context) => {
    const named = text.split(',').map((one) => shownEditStates.find((known) => known === one));
    const known = named.filter((one) => one !== undefined);
    if (known.length === named.length) return known;
    context.addIssue({ code: 'custom', message: `is none of ${shownEditStates.join(', ')}` });
    return z.NEVER;
  })
  .describe(`Some of ${shownEditStates.join(', ')}, by commas.`);

/** Edits: how they fare, and what to do about those that were not saved. */
export function editRoutes({
  editing,
  committed,
  clock,
}: {
  readonly editing: Editing;
  readonly committed: DashboardApiPorts['committed'];
  readonly clock: Clock;
}): Route[] {
  const { reader, retry, edits, announce } = editing;
  const params = z.object({ id: anyId });
  const answered = z.object({ edit: editShape });

  /** @throws BloomError NOT_FOUND, FORBIDDEN: a practitioner sees those of their own sessions, and their own */
  async function editOf(practice: PracticeFacts, id: string, caller: Caller): Promise<EditDocument> {
    const edit = await reader.get(practice.id, id);
    if (!edit) throw new BloomError('NOT_FOUND');
    const isTheirs = edit.by.id === caller.sub || edit.practitionerId === caller.practitionerId;
    if (!seesWholePractice(caller) && !isTheirs) throw new BloomError('FORBIDDEN');
    return edit;
  }

  const shown = (edit: EditDocument, { timezone }: PracticeFacts): EditView => editView(edit, timezone);

  return [
    defineRoute({
      name: 'GET /edits/{id}',
      tag: 'edits',
      summary: 'How an edit fares.',
      params,
      status: 200,
      data: editShape,
      handle: async ({ caller, practice, params: { id } }) => ({
        data: shown(await editOf(practice, id, caller), practice),
      }),
    }),
    defineRoute({
      name: 'GET /edits',
      tag: 'edits',
      summary: 'Edits, the newest first.',
      description:
        'A practitioner gets those of their own sessions and their own. `mine=true`: one’s own; `unseen=true`: those whose ' +
        'end its author has not taken note of. At most 100 at a time; `nextCursor` asks for the rest.',
      query: z.object({
        state: states.optional(),
        mine: z.enum(['true', 'false']).optional(),
        unseen: z.enum(['true', 'false']).optional(),
        cursor: z.string().max(200).optional(),
      }),
      status: 200,
      data: listOf(editShape),
      async handle({ caller, practice, query }) {
        const { state, mine, unseen, cursor } = query;
        const own = mine === 'true' || (!seesWholePractice(caller) && caller.practitionerId === undefined);
        const found = await reader.page(practice.id, {
          states: state,
          by: own || !seesWholePractice(caller) ? caller.sub : undefined,
          practitionerId: own || seesWholePractice(caller) ? undefined : caller.practitionerId,
          unseen: unseen === 'true',
          after: cursor === undefined ? undefined : readCursor(cursor),
          limit: pageItems + 1,
        });
        const page = found.slice(0, pageItems);
        const last = page.at(-1);
        const nextCursor = last && found.length > pageItems ? writeCursor(last) : null;
        return { data: { items: page.map((edit) => shown(edit, practice)), nextCursor } };
      },
    }),
    defineRoute({
      name: 'POST /edits/{id}/retry',
      tag: 'edits',
      summary: 'Tries once more what an edit could not save, upon what Halaxy has now.',
      description:
        'Makes one new edit with `retryOf`, of the fields that were not saved. Pressed twice, it is the same one.',
      params,
      conflict: 'The edit is under way, or was saved: there is nothing to try again.',
      status: 202,
      data: answered,
      async handle({ caller, practice, params: { id } }) {
        const edit = await editOf(practice, id, caller);
        const again = await retry.asked(edit, { id: caller.sub, name: caller.name });
        return { data: { edit: shown(again, practice) } };
      },
    }),
    defineRoute({
      name: 'POST /edits/{id}/seen',
      tag: 'edits',
      summary: 'Takes note of how an edit ended: it is listed no more among those that are unseen.',
      params,
      conflict: 'The edit is still under way.',
      status: 200,
      data: answered,
      async handle({ caller, practice, params: { id } }) {
        const edit = await editOf(practice, id, caller);
        // The mark is its author's: nobody else takes it off their list.
        if (edit.by.id !== caller.sub) throw new BloomError('FORBIDDEN');
        if (!isEditOver(edit.state)) throw new BloomError('EDIT_UNDER_WAY');
        const seenAtMs = clock.nowMs();
        const saved = await edits.step(
          practice.id,
          id,
          (held) => (held.seenAtMs === null ? { seenAtMs } : undefined),
          announce,
        );
        if (saved) await committed(saved.rows);
        return { data: { edit: shown(saved?.edit ?? edit, practice) } };
      },
    }),
  ];
}

function writeCursor({ createdAtMs, _id }: EditDocument): string {
  return Buffer.from(`${createdAtMs} ${_id}`).toString('base64url');
}

/** @throws InvalidInput when it is none of ours */
function readCursor(cursor: string): { createdAtMs: number; id: string } {
  const [, ms, id] = /^(\d{1,16}) (\S{1,80})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (ms === undefined || id === undefined)
    throw new InvalidInput([{ path: 'query.cursor', message: 'is no cursor of this list' }]);
  return { createdAtMs: Number(ms), id };
}
