/** Changes sessions as the reconciler does: saved with their announcements, caches told before the broker is. */
import { connectBroker, encodeChanges } from '@bloom/broker';
import { channelsOfSession } from '@bloom/contracts';
import { createSealer, localKms, systemClock } from '@bloom/kit';
import {
  connectRedis,
  connectStore,
  createDashboardCache,
  createForgetDashboards,
  createLeases,
  createOutbox,
  createRelay,
  recordTables,
} from '@bloom/store';
import { answerParent } from '../processes/answer-parent.ts';

type Start = {
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly brokers: string[];
  readonly idKeyBase64: string;
};
type Change = { readonly perSecond: number; readonly seconds: number };

const practice = 'demo';
let changeOne: ((turn: number) => Promise<void>) | undefined;

async function start({ mongodbUri, redisUrl, brokers, idKeyBase64 }: Start): Promise<number> {
  const idKey = new Uint8Array(Buffer.from(idKeyBase64, 'base64'));
  const store = await connectStore(mongodbUri);
  const { sessions } = recordTables(store);
  // Changes are not confidential: nothing is sealed with this key.
  const sealer = createSealer(localKms(new Map([['none', new Uint8Array(32)]])));
  const broker = connectBroker(
    { brokers, clientId: 'bench' },
    { idKey, source: 'bench', sealer, clock: systemClock },
  );
  const outbox = createOutbox(store, 'reconciler');
  const relay = createRelay({
    ...{ outbox, leases: createLeases(store, 'bench'), service: 'reconciler', clock: systemClock },
    produce: (messages) => broker.produceEncoded(messages),
    before: createForgetDashboards({ cache: createDashboardCache(connectRedis(redisUrl)), idKey }),
    onFailed: (error) => {
      throw error;
    },
  });
  const nowMs = Date.now();
  const near = { $gt: nowMs - 7 * 86_400_000, $lt: nowMs + 7 * 86_400_000 };
  const shown = await sessions
    .find({ practice, practitionerId: /^bench-/, startMs: near }, { projection: { practitionerId: 1 } })
    .toArray();
  changeOne = async (turn) => {
    const { _id: id, practitionerId } = shown[(turn * 7_919) % shown.length] ?? {
      _id: '',
      practitionerId: null,
    };
    const channels = channelsOfSession(practice, practitionerId);
    const rows = await store.transaction(async (transaction) => {
      await sessions.updateOne(
        { _id: id },
        { $set: { comment: `changed ${turn}` }, $inc: { revision: 1 } },
        { session: transaction },
      );
      // Every other change is one of those that figures follow.
      const changed = [
        { kind: 'session' as const, id, channels },
        ...(turn % 2 === 0 ? [{ kind: 'figures' as const, id: practitionerId ?? '', channels }] : []),
      ];
      return outbox.add(await encodeChanges(broker, practice, changed, Date.now()), transaction);
    });
    relay.committed(rows);
  };
  return shown.length;
}

let turn = 0;

/** At even intervals; answers how many were saved. */
async function change({ perSecond, seconds }: Change): Promise<number> {
  const startedMs = performance.now();
  const total = perSecond * seconds;
  const underWay: Promise<void>[] = [];
  for (let n = 0; n < total; n += 1) {
    const restMs = startedMs + (n * 1_000) / perSecond - performance.now();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    turn += 1;
    underWay.push(changeOne?.(turn) ?? Promise.resolve());
  }
  await Promise.all(underWay);
  return total;
}

answerParent({ start, change });
