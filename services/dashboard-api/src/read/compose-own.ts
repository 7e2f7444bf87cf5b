import { channelsOfSession, type OwnView } from '@bloom/contracts';
import type { ComposedView } from '@bloom/proto';
import { type OwnReader, recordTables, type Store } from '@bloom/store';

/**
 * Puts the own fields of clients together as screens show them, on the channels of whoever has a session with the client.
 * Private notes are not read. A client of whom nothing is kept, or whom Halaxy has no more, is not in it.
 */
export function createComposeOwn(store: Store, { clients: own }: Pick<OwnReader, 'clients'>) {
  const { clients, sessions } = recordTables(store);
  return async (practice: string, ids: readonly string[]): Promise<Map<string, ComposedView>> => {
    if (ids.length === 0) return new Map();
    const [kept, known] = await Promise.all([
      own.byIds(practice, ids),
      clients.find({ _id: { $in: [...ids] }, practice, gone: false }, { projection: { _id: 1 } }).toArray(),
    ]);
    const here = new Set(known.map(({ _id }) => _id));
    const views = [...kept.values()].map(
      async ({ id, revision, presentingIssues }): Promise<ComposedView> => {
        if (!here.has(id)) return { kind: 'own', id, revision, channels: [] };
        const owners = await sessions.distinct('practitionerId', { practice, clientId: id, gone: false });
        const channels = [null, ...owners].flatMap((owner) => channelsOfSession(practice, owner));
        const view: OwnView = { clientId: id, presentingIssues: [...presentingIssues], revision };
        return {
          kind: 'own',
          id,
          revision,
          viewJson: JSON.stringify(view),
          channels: [...new Set(channels)],
        };
      },
    );
    return new Map((await Promise.all(views)).map((view) => [view.id, view]));
  };
}

export type ComposeOwn = ReturnType<typeof createComposeOwn>;
