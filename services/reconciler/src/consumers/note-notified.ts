import { defineConsumer } from '@bloom/broker';
import { resourceNotified } from '@bloom/contracts';
import { coalesce, isHalaxyId, notifiedTypes, type PracticeReference } from '@bloom/domain';
import type { ResourceNotified } from '@bloom/proto';
import type { ReconcilerPorts } from '../ports.ts';
import type { Nudge } from '../work/practice-runner.ts';
import { groups } from './groups.ts';

/**
 * Notes that Halaxy has something new to tell; the practice's runner will read it.
 *
 * Safe to replay: a second delivery finds the row there. Nothing is read and nothing waits here, so one practice's
 * trouble never delays another's.
 */
export function noteNotified(
  { rereads, doorOf, events }: Pick<ReconcilerPorts, 'rereads' | 'doorOf' | 'events'>,
  nudge: Nudge,
) {
  return defineConsumer({
    group: groups.noteNotified,
    topic: resourceNotified,
    async handleBatch(notifications) {
      const named = coalesce(notifications.flatMap(referencesOf));
      const practices = [...new Set(named.map(({ practiceId }) => practiceId))];
      for (const practice of practices) {
        // The counter is read after the webhook was acknowledged: a read numbered above it began after that (I1).
        const own = named.filter(({ practiceId }) => practiceId === practice);
        const counter = await (await doorOf(practice))?.readCounter();
        if (counter === undefined) {
          events.notificationsForeign(own.length);
          continue;
        }
        await rereads.want(own.map(({ type, id }) => ({ practice, type, id, wantedNo: counter })));
        nudge(practice, 'reads');
      }
      events.notificationsNoted(notifications.length);
    },
  });
}

function referencesOf({ practiceId, references }: ResourceNotified): PracticeReference[] {
  return references.flatMap(({ type: name, id }) => {
    const type = notifiedTypes.find((one) => one === name);
    return type && isHalaxyId(id) ? [{ practiceId, type, id }] : [];
  });
}
