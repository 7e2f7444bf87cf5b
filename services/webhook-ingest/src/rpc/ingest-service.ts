import { BloomError } from '@bloom/kit';
import type { GrpcHandlers, IngestServiceService } from '@bloom/proto';
import type { Heard } from '@bloom/store';

/** What was heard, and the secrets to be looked up anew. */
export function ingestService({
  heard,
  forget,
}: {
  heard: Pick<Heard, 'of'>;
  forget: (practiceId: string) => void;
}): GrpcHandlers<typeof IngestServiceService> {
  return {
    async listHeard({ practiceId }) {
      const rows = await heard.of(named(practiceId));
      return {
        heard: rows.map(({ event, lastHeardAtMs }) => ({ event, lastHeardAt: new Date(lastHeardAtMs) })),
      };
    },
    async reloadSecrets({ practiceId }) {
      forget(named(practiceId));
      return {};
    },
  };
}

function named(practiceId: string): string {
  if (practiceId === '') throw new BloomError('CALL_INVALID', 'practice_id is empty');
  return practiceId;
}
