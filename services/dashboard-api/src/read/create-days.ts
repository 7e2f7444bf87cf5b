import { readEdits, readOwn } from '@bloom/store';
import { keepFigures } from '../figures/keep-figures.ts';
import { createPractitionerFigures } from '../figures/practitioner-figures.ts';
import { createCatalogueOnce } from '../figures/read-catalogue.ts';
import { createSessionFigures } from '../figures/session-figures.ts';
import type { DashboardApiPorts } from '../ports.ts';
import { createDayReader, type DayReader } from './day-reader.ts';
import { createPendingReader } from './pending-edits.ts';
import { createReadDay } from './read-day.ts';
import { createReadThrough } from './read-through.ts';
import { createSessionReader } from './session-reader.ts';
import { createSettingsReader } from './settings-reader.ts';
import { createShownSessions } from './shown-sessions.ts';

/** The days of practitioners, for REST and for screens: what the one reads is kept for the other. */
export function createDays({
  store,
  clock,
  settings: { idKey },
  ...cached
}: Pick<DashboardApiPorts, 'store' | 'cache' | 'sealer' | 'clock'> & {
  readonly settings: Pick<DashboardApiPorts['settings'], 'idKey'>;
}): DayReader {
  const own = readOwn(store);
  const edits = readEdits(store);
  const through = createReadThrough({ ...cached, clock });
  const figures = keepFigures(createPractitionerFigures(store, clock), { through, idKey });
  const known = {
    shownSessions: createShownSessions(store, { sessions: createSessionReader(store), edits }),
    readPending: createPendingReader(edits),
    sessionFiguresOf: createSessionFigures(store, clock),
    settings: createSettingsReader(own),
    own,
    catalogueOnce: createCatalogueOnce(store),
    clock,
  };
  return createDayReader({
    through,
    readDay: createReadDay({ ...known, figuresOf: figures.kept }),
    renewDay: createReadDay({ ...known, figuresOf: figures.renewed }),
    idKey,
  });
}
