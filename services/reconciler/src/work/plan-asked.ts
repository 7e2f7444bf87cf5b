import { parseLocalDate } from '@bloom/domain';
import { BloomError } from '@bloom/kit';
import type { StartRunRequest } from '@bloom/proto';
import type { NewRun } from '@bloom/store';
import type { ReconcilerPorts } from '../ports.ts';
import { planDay, planPractitioner, planRun } from './plan-run.ts';

/** Plans a run that somebody asked for. @throws BloomError CALL_INVALID, RUN_MISSING */
export function createPlanAsked({ runs, records, timezoneOf, clock, settings }: ReconcilerPorts) {
  return async function planAsked({
    practiceId,
    kind,
    date,
    practitionerId,
  }: StartRunRequest): Promise<NewRun> {
    const status = await runs.status(practiceId);
    const zone = await timezoneOf(practiceId);
    if (status === null || zone === undefined)
      throw new BloomError('RUN_MISSING', 'a practice that is not synced');
    if (kind === 'day') {
      const day = parseLocalDate(date ?? '');
      if (day === undefined) throw new BloomError('CALL_INVALID', 'a run of kind day needs a date');
      return planDay(practiceId, day, zone);
    }
    if (kind === 'practitioner') {
      if (!practitionerId)
        throw new BloomError('CALL_INVALID', 'a run of kind practitioner needs a practitioner_id');
      const roleIds = await records.rolesOf(practiceId, practitionerId);
      const listing = { ...settings.diary, zone };
      return planPractitioner(practiceId, { practitionerId, roleIds }, listing, clock.nowMs());
    }
    const asked = { ...status, lastAttemptAtMs: clock.nowMs() };
    const plan = planRun(
      kind === 'first' ? { ...asked, firstSyncDone: false, cursors: {}, listedAtMs: {} } : asked,
      kind === 'full' ? { ...settings.diary, zone, everyMs: 0 } : undefined,
    );
    if (plan.kind !== kind)
      throw new BloomError(
        'CALL_INVALID',
        'kind is first, day, practitioner or, after the first, incremental or full',
      );
    return plan;
  };
}
