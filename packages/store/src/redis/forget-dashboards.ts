import { entityChanged, parseChannel } from '@bloom/contracts';
import type { OutboxRow } from '../outbox/outbox.ts';
import { type DashboardCache, dashboardOwner, figuresOwner } from './dashboard-cache.ts';

/**
 * Makes caches forget the dashboards that announcements concern, before those are produced: who is told that something
 * changed never finds the old state in the cache (law I4).
 */
export function createForgetDashboards({
  cache,
  idKey,
}: {
  cache: Pick<DashboardCache, 'forget'>;
  idKey: Uint8Array;
}) {
  return async function forgetDashboards(rows: readonly OutboxRow[]): Promise<void> {
    const owners = rows
      .filter(({ message }) => message.topicName === entityChanged.name)
      .flatMap(({ message }) => {
        const { practiceId, kind, channels } = entityChanged.message.decode(message.value);
        const practitioners = channels.flatMap((name) => {
          const channel = parseChannel(name);
          return channel?.kind === 'practitioner' ? [channel.id] : [];
        });
        // Whose figures a session's change concerns is announced beside it.
        const forgotten =
          kind === 'session' || kind === 'edit' ? [dashboardOwner] : [dashboardOwner, figuresOwner];
        return practitioners.flatMap((id) => forgotten.map((ownerOf) => ownerOf(idKey, practiceId, id)));
      });
    await cache.forget([...new Set(owners)]);
  };
}
