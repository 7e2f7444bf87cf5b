import { asBloomError } from '@bloom/kit';
import { connectGrpc, ViewServiceService } from '@bloom/proto';
import type { ComposeViews } from '../ports.ts';

const deadlineMs = 2_000;

/** dashboard-api as the composer. Connects on the first call; asking twice does no harm. */
export function composeOverGrpc(address: string): {
  readonly compose: ComposeViews;
  /** @throws BloomError SERVICE_UNREACHABLE when nobody answers; any answer is a sign of life */
  ping(): Promise<void>;
  close(): void;
} {
  const client = connectGrpc(ViewServiceService, address, { deadlineMs, idempotent: ['composeViews'] });
  return {
    async compose(practiceId, entities) {
      const { views, composedAt } = await client.composeViews({ practiceId, entities: [...entities] });
      const composedAtMs = composedAt?.getTime() ?? 0;
      // Figures bear no revision of their own: the newest are those that were worked out last.
      return views.map((view) => (view.kind === 'figures' ? { ...view, revision: composedAtMs } : view));
    },
    async ping() {
      try {
        await client.composeViews({ practiceId: '', entities: [] }, { deadlineMs: 1_000 });
      } catch (thrown) {
        if (asBloomError(thrown).code === 'SERVICE_UNREACHABLE') throw thrown;
      }
    },
    close: () => client.close(),
  };
}
