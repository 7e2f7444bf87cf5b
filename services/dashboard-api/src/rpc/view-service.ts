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
import type { DashboardApiEvents } from '../events.ts';
import type { ComposeFigures } from '../read/compose-figures.ts';
import type { ComposeOwn } from '../read/compose-own.ts';
import type { ComposeSessions } from '../read/compose-sessions.ts';
import type { PracticeFactsOf } from '../read/practice-facts.ts';
import { type RunReader, viewOfRun } from '../read/run-reader.ts';
import type { SessionReader } from '../read/session-reader.ts';

const entitiesMax = 200;

/** Puts views together for screens, as REST does: one read per collection for a whole request. */
export function createViewService(ports: {
  readonly sessions: SessionReader;
  readonly compose: ComposeSessions;
  readonly figures: ComposeFigures;
  readonly own: ComposeOwn;
  readonly runs: RunReader;
  readonly practiceFacts: PracticeFactsOf;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
}): GrpcHandlers<ViewServiceService> {
  const { sessions, compose, figures, own, runs, practiceFacts, clock, events } = ports;

  async function composeSessions(
    practice: string,
    ids: readonly string[],
  ): Promise<Map<string, ComposedView>> {
    if (ids.length === 0) return new Map();
    const { timezone } = await practiceFacts(practice);
    const stored = await sessions.byIds(practice, ids);
    const shown = await compose(
      practice,
      timezone,
      stored.filter(({ gone }) => !gone),
    );
    const views = new Map<string, SessionOnScreen>(shown.map((view) => [view.id, view]));
    return new Map(
      stored.map(({ _id: id, revision, practitionerId }) => {
        const view = views.get(id);
        return [
          id,
          view
            ? {
                kind: 'session',
                id,
                revision,
                viewJson: JSON.stringify(view),
                channels: channelsOfSession(practice, practitionerId),
              }
            : { kind: 'session', id, revision, channels: [] },
        ];
      }),
    );
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
    const { timezone } = await practiceFacts(practice);
    const views = ids.map(async (id): Promise<ComposedView> => {
      const view = await figures(practice, timezone, id);
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
      const [ofSessions, ofFigures, ofOwn, ofRuns] = await Promise.all([
        composeSessions(practiceId, idsOf('session', entities)),
        composeFigures(practiceId, idsOf('figures', entities)),
        own(practiceId, idsOf('own', entities)),
        composeRuns(practiceId, idsOf('run', entities)),
      ]);
      const known: Readonly<Record<string, ReadonlyMap<string, ComposedView>>> = {
        session: ofSessions,
        figures: ofFigures,
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

function idsOf(wanted: string, entities: readonly EntityReference[]): string[] {
  return [...new Set(entities.flatMap(({ kind, id }) => (kind === wanted ? [id] : [])))];
}
