import { createHeard, createOwnRecords, createPractices, readOwn } from '@bloom/store';
import { createBookings } from '../edits/bookings.ts';
import type { Editing } from '../edits/create-editing.ts';
import { createPatientEdits } from '../edits/patient-edits.ts';
import { createRegistrations } from '../edits/registrations.ts';
import { createSessionEdits } from '../edits/session-edits.ts';
import { createSessionFigures } from '../figures/session-figures.ts';
import { createClientOwn } from '../own/client-own.ts';
import { createClientStanding } from '../own/client-standing.ts';
import { createPatientStatus } from '../own/patient-status.ts';
import { createPractitionerSettings } from '../own/practitioner-settings.ts';
import type { DashboardApiPorts } from '../ports.ts';
import { createPracticeSecrets } from '../practices/practice-secrets.ts';
import { createReadConnection } from '../practices/read-connection.ts';
import { createRequestPlans } from '../practices/request-plans.ts';
import { createComposePatients } from '../read/compose-patients.ts';
import { createComposeSessions } from '../read/compose-sessions.ts';
import type { DayReader } from '../read/day-reader.ts';
import { createFindPatients } from '../read/find-patients.ts';
import { createKnownPatient } from '../read/known-patient.ts';
import { createPatientReader } from '../read/patient-reader.ts';
import { createPendingReader } from '../read/pending-edits.ts';
import { createPeopleReader } from '../read/people-reader.ts';
import { createReadRange } from '../read/read-range.ts';
import { createRunReader } from '../read/run-reader.ts';
import { createReadHistory } from '../read/session-history.ts';
import { createSessionReader } from '../read/session-reader.ts';
import { createSettingsReader } from '../read/settings-reader.ts';
import { createShownSessions } from '../read/shown-sessions.ts';
import { createReadSyncStatus } from '../read/sync-status.ts';
import type { Route } from './define-route.ts';
import { breakerRoutes } from './routes/breaker-routes.ts';
import { dashboardRoute } from './routes/dashboard-route.ts';
import { deadLetterRoutes } from './routes/dead-letter-routes.ts';
import { editRoutes } from './routes/edit-routes.ts';
import { heldDeletionRoutes } from './routes/held-deletion-routes.ts';
import { historyRoute } from './routes/history-route.ts';
import { overviewRoute } from './routes/overview-route.ts';
import { ownRoutes } from './routes/own-routes.ts';
import { patientRoutes } from './routes/patient-routes.ts';
import { peopleRoutes } from './routes/people-routes.ts';
import { practiceRoutes } from './routes/practice-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { syncRoutes } from './routes/sync-routes.ts';
import { ticketRoute } from './routes/ticket-route.ts';

/** Every route of the API with all it needs: what is served and what OpenAPI tells come from this one list. */
export function listRoutes(ports: DashboardApiPorts, days: DayReader, editing: Editing): Route[] {
  const { store, clock, events, sealer, reconciler, writer, ingest } = ports;
  const { idKey, ticketKey, publicUrl, halaxyHosts } = ports.settings;
  const people = createPeopleReader(store, clock);
  const sessions = createSessionReader(store);
  const runs = createRunReader(store);
  const own = readOwn(store);
  const settings = createSettingsReader(own);
  const records = createOwnRecords(store, ports.outbox);
  const readSyncStatus = createReadSyncStatus(reconciler, runs, clock);
  const sessionFiguresOf = createSessionFigures(store, clock);
  const { reader, accept } = editing;
  const shownSessions = createShownSessions(store, { sessions, edits: reader });
  const readPending = createPendingReader(reader);
  const shown = { sessions, shownSessions, readPending, settings, own, clock };
  const compose = createComposeSessions({ ...shown, figuresOf: sessionFiguresOf });
  const patients = createPatientReader(store);
  const composePatients = createComposePatients({ own, readPending });
  const find = createFindPatients({ patients, edits: reader, compose: composePatients });
  const standingOf = createClientStanding(store);
  const knownPatient = createKnownPatient({ patients, edits: reader, standingOf });
  const ofPatients = { patients, knownPatient, find, own, readPending, compose: composePatients };
  return [
    ...peopleRoutes({ people, settings }),
    dashboardRoute({ people, days, readSyncStatus, clock, events }),
    overviewRoute({ people, days, clock }),
    ...sessionRoutes({
      people,
      sessions,
      compose,
      readRange: createReadRange({ sessions, shownSessions, edits: reader, compose }),
      edits: createSessionEdits({ sessions, own, readPending, compose, accept, clock }),
      book: createBookings(store, { people, compose, accept, edits: reader, standingOf }),
      creations: async (practice) => (await readPending(practice, [])).creations,
    }),
    ...patientRoutes({
      ...ofPatients,
      edits: createPatientEdits({ ...ofPatients, accept, clock }),
      register: createRegistrations({ ...ofPatients, accept, clock }),
      setStatus: createPatientStatus({ ...ports, ...ofPatients, records }),
    }),
    ...editRoutes({ editing, committed: ports.committed, clock }),
    historyRoute({ sessions, readHistory: createReadHistory(store, clock) }),
    ...syncRoutes({ people, runs, sessions, readSyncStatus, reconciler, clock }),
    ...ownRoutes({
      ofClient: createClientOwn({ ...ports, own, records }),
      ofPractitioner: createPractitionerSettings({ ...ports, people, settings, records }),
    }),
    ticketRoute({ clock, ticketKey }),
    ...practiceRoutes({
      practices: createPractices(store),
      secrets: createPracticeSecrets(sealer),
      plans: createRequestPlans(store, { sealer, idKey }),
      readConnection: createReadConnection({ heard: createHeard(store), runs, clock, publicUrl }),
      runs,
      ingest,
      clock,
      events,
      publicUrl,
      halaxyHosts,
    }),
    ...breakerRoutes(writer),
    ...deadLetterRoutes(writer),
    ...heldDeletionRoutes(reconciler),
  ];
}
