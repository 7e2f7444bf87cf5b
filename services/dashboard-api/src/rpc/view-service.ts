import { channelsOfSession, formatChannel, type SessionOnScreen } from '@bloom/contracts';
import { BloomError, type Clock } from '@bloom/kit';
import type {
  ComposedView,
  ComposeViewsRequest,
  ComposeViewsResponse,
  EntityReference,
  GrpcHandlers,
  ViewServiceService,
} from '@bloom/proto';
import type { EditReader, OwnReader, SessionDocument } from '@bloom/store';
import { channelsOfEdit } from '../edits/announce-edit.ts';
import { editView } from '../edits/edit-view.ts';
import type { DashboardApiEvents } from '../events.ts';
import { bookingsToShow, pendingPrefix } from '../read/booking-facts.ts';
import type { ComposeFigures } from '../read/compose-figures.ts';
import type { ComposeOwn } from '../read/compose-own.ts';
import type { ComposeSessions } from '../read/compose-sessions.ts';
import type { PendingReader } from '../read/pending-edits.ts';
import type { PracticeFacts, PracticeFactsOf } from '../read/practice-facts.ts';
import { type RunReader, viewOfRun } from '../read/run-reader.ts';
import { sessionFacts } from '../read/session-facts.ts';
import type { SessionReader } from '../read/session-reader.ts';
import type { ComposeClients } from './compose-clients.ts';

const entitiesMax = 200;

/** Puts views together for screens, as REST does: one read per collection for a whole request. */
export function createViewService(ports: {
  readonly sessions: SessionReader;
  readonly compose: ComposeSessions;
  readonly readPending: PendingReader;
  readonly edits: Pick<EditReader, 'byIds'>;
  readonly figures: ComposeFigures;
  readonly composeClients: ComposeClients;
  readonly own: OwnReader;
  readonly composeOwn: ComposeOwn;
  readonly runs: RunReader;
  readonly practiceFacts: PracticeFactsOf;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
}): GrpcHandlers<ViewServiceService> {
  const {
    sessions,
    compose,
    readPending,
    edits,
    figures,
    composeClients,
    own,
    composeOwn,
    runs,
    practiceFacts,
    clock,
    events,
  } = ports;

  async function composeSessions(
    practice: string,
    ids: readonly string[],
  ): Promise<Map<string, ComposedView>> {
    if (ids.length === 0) return new Map();
    const facts = await practiceFacts(practice);
    const stored = await sessions.byIds(practice, ids);
    const there = stored.filter((one) => !one.gone);
    const [gone, shown, bookings] = await Promise.all([
      composeGone(
        practice,
        stored.filter((one) => one.gone),
      ),
      compose.ofStored(facts, there),
      composeBookings(
        facts,
        ids.flatMap((id) => (id.startsWith(pendingPrefix) ? [id.slice(pendingPrefix.length)] : [])),
      ),
    ]);
    const bornOf = new Map(there.map(({ _id, bornOf: editId }) => [_id, editId]));
    const views = shown.map((view): ComposedView => {
      const editId = bornOf.get(view.id);
      const replaces = editId === undefined ? {} : { replaces: `${pendingPrefix}${editId}` };
      return { ...sessionMessage(practice, view), ...replaces };
    });
    return new Map([...views, ...gone, ...bookings].map((view) => [view.id, view]));
  }

  /** Bookings on their way. One that is there, or came to nothing, is gone: its own session bears what it replaces. */
  async function composeBookings(facts: PracticeFacts, editIds: readonly string[]): Promise<ComposedView[]> {
    if (editIds.length === 0) return [];
    const made = await sessions.bornOf(facts.id, editIds);
    const all = await edits.byIds(facts.id, editIds);
    const underWay = bookingsToShow(all, new Set(made.flatMap(({ bornOf }) => bornOf ?? [])));
    const views = (await compose.ofBookings(facts, underWay)).map((view) => sessionMessage(facts.id, view));
    const shown = new Set(underWay.map(({ _id }) => _id));
    const gone = all.filter(({ _id }) => !shown.has(_id));
    return [
      ...views,
      ...gone.map(({ _id, v }) => ({
        ...{ kind: 'session', id: `${pendingPrefix}${_id}`, revision: v + 1, channels: [] },
      })),
    ];
  }

  async function composeEdits(practice: string, ids: readonly string[]): Promise<Map<string, ComposedView>> {
    if (ids.length === 0) return new Map();
    const { timezone } = await practiceFacts(practice);
    const found = await edits.byIds(practice, ids);
    const views = found.map((edit): ComposedView => {
      const { _id: id, v: revision } = edit;
      const viewJson = JSON.stringify(editView(edit, timezone));
      return { kind: 'edit', id, revision, viewJson, channels: channelsOfEdit(edit) };
    });
    return new Map(views.map((view) => [view.id, view]));
  }

  /** A session that is gone bears a revision above every one that it was shown with: own fields and edits count in it too. */
  async function composeGone(practice: string, stored: readonly SessionDocument[]): Promise<ComposedView[]> {
    if (stored.length === 0) return [];
    const [ownOf, pending] = await Promise.all([
      own.clients.byIds(
        practice,
        stored.map(({ clientId }) => clientId),
      ),
      readPending(
        practice,
        stored.map(({ appointmentId }) => appointmentId),
      ),
    ]);
    return stored.map((session) => {
      const { id, revision } = sessionFacts(session, { own: ownOf.get(session.clientId), pending });
      return { kind: 'session', id, revision, channels: [] };
    });
  }

  async function composeRuns(practice: string, ids: readonly string[]): Promise<Map<string, ComposedView>> {
    const found = await runs.byIds(practice, ids);
    const views = found.map(async (run): Promise<ComposedView> => {
      const census = run.about && run.slices.find((slice) => slice.census)?.census;
      const owners = census ? await sessions.ownersOf(practice, census) : [];
      const channels = [
        formatChannel({ kind: 'practice', id: practice }),
        ...owners.map((id) => formatChannel({ kind: 'practitioner', id })),
      ];
      const { _id: id, v: revision } = run;
      return { kind: 'run', id, revision, viewJson: JSON.stringify(viewOfRun(run)), channels };
    });
    return new Map((await Promise.all(views)).map((view) => [view.id, view]));
  }

  /** Figures bear no revision: what was composed last is the newest. */
  async function composeFigures(
    practice: string,
    ids: readonly string[],
  ): Promise<Map<string, ComposedView>> {
    if (ids.length === 0) return new Map();
    const facts = await practiceFacts(practice);
    const views = ids.map(async (id): Promise<ComposedView> => {
      const view = await figures(facts, id);
      if (!view) return { kind: 'figures', id, revision: 0, channels: [] };
      const channels = channelsOfSession(practice, id);
      return { kind: 'figures', id, revision: 0, viewJson: JSON.stringify(view), channels };
    });
    return new Map((await Promise.all(views)).map((view) => [view.id, view]));
  }

  return {
    async composeViews({ practiceId, entities }: ComposeViewsRequest): Promise<ComposeViewsResponse> {
      if (entities.length > entitiesMax)
        throw new BloomError('CALL_INVALID', `more than ${entitiesMax} entities were asked for`);
      const composedAt = new Date(clock.nowMs());
      const [ofSessions, ofClients, ofFigures, ofEdits, ofOwn, ofRuns] = await Promise.all([
        composeSessions(practiceId, idsOf('session', entities)),
        composeClients(practiceId, idsOf('client', entities)),
        composeFigures(practiceId, idsOf('figures', entities)),
        composeEdits(practiceId, idsOf('edit', entities)),
        composeOwn(practiceId, idsOf('own', entities)),
        composeRuns(practiceId, idsOf('run', entities)),
      ]);
      const known: Readonly<Record<string, ReadonlyMap<string, ComposedView>>> = {
        session: ofSessions,
        client: ofClients,
        figures: ofFigures,
        edit: ofEdits,
        own: ofOwn,
        run: ofRuns,
      };
      const views = entities.map(
        ({ kind, id }) => known[kind]?.get(id) ?? { kind, id, revision: 0, channels: [] },
      );
      events.viewsComposed(views.length);
      return { views, composedAt };
    },
  };
}

function sessionMessage(practice: string, view: SessionOnScreen): ComposedView {
  const { id, revision, practitionerId } = view;
  const channels = channelsOfSession(practice, practitionerId);
  return { kind: 'session', id, revision, viewJson: JSON.stringify(view), channels };
}

function idsOf(wanted: string, entities: readonly EntityReference[]): string[] {
  return [...new Set(entities.flatMap(({ kind, id }) => (kind === wanted ? [id] : [])))];
}
