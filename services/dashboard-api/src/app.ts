import type { RequestListener } from 'node:http';
import { createPractices, readEdits, readOwn } from '@bloom/store';
import { followMoved } from './consumers/follow-moved.ts';
import { settleChanged } from './consumers/settle-changed.ts';
import { createEditing } from './edits/create-editing.ts';
import { createSessionFigures } from './figures/session-figures.ts';
import { createHttpApp } from './http/create-http-app.ts';
import { listRoutes } from './http/list-routes.ts';
import { serveDocs } from './http/serve-docs.ts';
import { serveRoutes } from './http/serve-routes.ts';
import type { DashboardApiPorts } from './ports.ts';
import { createPracticeSecrets } from './practices/practice-secrets.ts';
import { createRequestPlans } from './practices/request-plans.ts';
import { type FirstPractice, seedFirstPractice } from './practices/seed-first-practice.ts';
import { createComposeFigures } from './read/compose-figures.ts';
import { createComposeOwn } from './read/compose-own.ts';
import { createComposePatients } from './read/compose-patients.ts';
import { createComposeSessions } from './read/compose-sessions.ts';
import { createDays } from './read/create-days.ts';
import { createPatientReader } from './read/patient-reader.ts';
import { createPendingReader } from './read/pending-edits.ts';
import { createPeopleReader } from './read/people-reader.ts';
import { createPracticeFacts } from './read/practice-facts.ts';
import { createRunReader } from './read/run-reader.ts';
import { createSessionReader } from './read/session-reader.ts';
import { createSettingsReader } from './read/settings-reader.ts';
import { createShownSessions } from './read/shown-sessions.ts';
import { createComposeClients } from './rpc/compose-clients.ts';
import { createViewService } from './rpc/view-service.ts';

/** dashboard-api: ports in, behaviour out. Tests build this same object. */
export function buildDashboardApi(ports: DashboardApiPorts) {
  const { store, sealer, clock, events } = ports;
  const { idKey } = ports.settings;
  const practices = createPractices(store);
  const practiceFacts = createPracticeFacts(practices, clock);
  const sessions = createSessionReader(store);
  const own = readOwn(store);
  const settings = createSettingsReader(own);
  const readPending = createPendingReader(readEdits(store));
  const sessionFiguresOf = createSessionFigures(store, clock);
  const days = createDays(ports);
  const editing = createEditing(ports);
  const routes = listRoutes(ports, days, editing);
  const http: RequestListener = createHttpApp(ports, {
    api: serveRoutes(routes, ports, practiceFacts),
    docs: serveDocs(),
  });
  return {
    http,
    routes,
    consumers: [followMoved(editing.follow), settleChanged(editing.follow)] as const,
    lookAfterEdits: editing.lookAfter,
    views: createViewService({
      sessions,
      compose: createComposeSessions({
        ...{ sessions, readPending, settings, own, clock, figuresOf: sessionFiguresOf },
        shownSessions: createShownSessions(store, { sessions, edits: editing.reader }),
      }),
      readPending,
      edits: editing.reader,
      figures: createComposeFigures({ people: createPeopleReader(store, clock), days }),
      composeClients: createComposeClients({
        ...{ readPending, own, edits: editing.reader },
        patients: createPatientReader(store),
        compose: createComposePatients({ own, readPending }),
      }),
      composeOwn: createComposeOwn(store, own),
      own,
      runs: createRunReader(store),
      practiceFacts,
      clock,
      events,
    }),
    /** Makes the first practice what the settings say, and the store ready for requests. */
    async prepare(wanted: FirstPractice): Promise<void> {
      await createRequestPlans(store, { sealer, idKey }).prepare();
      const secrets = createPracticeSecrets(sealer);
      if (await seedFirstPractice(wanted, { practices, secrets, clock }))
        events.practiceChanged('demo', 'as the settings say');
    },
  };
}

export type DashboardApi = ReturnType<typeof buildDashboardApi>;
