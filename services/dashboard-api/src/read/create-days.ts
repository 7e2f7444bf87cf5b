import { readOwn } from '@bloom/store';
import { createSessionFigures } from '../figures/session-figures.ts';
import type { DashboardApiPorts } from '../ports.ts';
import { createDayReader, type DayReader } from './day-reader.ts';
import { createReadDayAnew } from './read-day-anew.ts';
import { createSessionReader } from './session-reader.ts';
import { createSettingsReader } from './settings-reader.ts';

/** The days of practitioners, for REST and for screens: what the one reads is kept for the other. */
export function createDays(
  ports: Pick<DashboardApiPorts, 'store' | 'cache' | 'sealer' | 'clock' | 'settings'>,
): DayReader {
  const { store, cache, sealer, clock } = ports;
  const own = readOwn(store);
  const readDayAnew = createReadDayAnew(store, {
    sessions: createSessionReader(store),
    sessionFiguresOf: createSessionFigures(store, clock),
    settings: createSettingsReader(own),
    own,
    clock,
  });
  return createDayReader({ readDayAnew, cache, sealer, idKey: ports.settings.idKey, clock });
}
