/** webhook-ingest hears Halaxy: it proves who speaks, makes what was said durable, and answers. */
import { connectBroker, reportBroker } from '@bloom/broker';
import { resourceNotified } from '@bloom/contracts';
import { alive, createSealer, eventually, every, localKms, runService, serveHttp } from '@bloom/kit';
import { IngestServiceService, serveGrpc } from '@bloom/proto';
import { connectStore, prepareStore } from '@bloom/store';
import { buildIngest } from './app.ts';
import { ingestConfig } from './config.ts';
import { ingestEvents } from './events.ts';

const name = 'webhook-ingest';
await runService(
  name,
  ingestConfig,
  async ({ config, own, metrics, logger, health, healthRoutes, clock }) => {
    // What we hold open. Closed in reverse, after the last entrance has drained.
    const sealer = createSealer(localKms(config.sealingKeys));
    const store = own(await connectStore(config.mongodbUri, { mayBeAway: true }));
    const { kafkaBrokers: brokers, idKey, httpHost: host, httpPort, grpcPort } = config;
    const reporting = { idKey, sealer, source: name, clock, events: reportBroker(logger, metrics) };
    const broker = own(connectBroker({ brokers, clientId: name }, reporting));
    // The service itself.
    const events = ingestEvents(logger, metrics);
    const ingest = buildIngest({ broker, store, sealer, clock, events, healthRoutes });
    health.dependency('mongodb', alive(store.ping));
    health.dependency('kafka', alive(broker.ping));
    health.dependency('senders', alive(ingest.sendersKnown));
    health.readyWhen((serves) => serves('senders') && (serves('kafka') || serves('mongodb')));

    // The ways in.
    const rhythm = { clock, logger, metrics };
    const services = [{ definition: IngestServiceService, implementation: ingest.rpc }] as const;
    return [
      eventually('topics', () => broker.ensureTopics([resourceNotified]), rhythm),
      eventually('indexes', () => prepareStore(store).then(ingest.learnSenders), rhythm),
      every(30_000, 'learn the senders', ingest.learnSenders, rhythm),
      every(1_000, 'drain the inbox', ingest.drainInbox, rhythm),
      every(1_000, 'write down what was heard', ingest.writeHeard, rhythm),
      serveGrpc({ host, port: grpcPort, services, logger, metrics }),
      serveHttp({ name: 'webhooks', host, port: httpPort, handler: ingest.http }),
    ];
  },
  { serveHealth: false },
);
