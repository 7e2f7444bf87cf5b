/**
 * realtime-gateway shows what changed to whoever may see it, without gaps. It owns no truth: every view comes from
 * dashboard-api, and whatever a screen may have missed it loads again.
 */
import { reportBroker } from '@bloom/broker';
import { alive, eventually, every, runService } from '@bloom/kit';
import { GatewayServiceService, serveGrpc } from '@bloom/proto';
import { connectRedis } from '@bloom/store';
import { gatewayConfig } from './config.ts';
import { gatewayEvents } from './events.ts';
import { composeOverGrpc } from './push/compose-over-grpc.ts';
import { wireGateway } from './wire.ts';

await runService(
  'realtime-gateway',
  gatewayConfig,
  async ({ config, own, metrics, logger, health, healthRoutes, clock }) => {
    // What we hold open. Closed in reverse, after the last entrance has drained.
    const redis = own(connectRedis(config.redisUrl));
    const composer = own(composeOverGrpc(config.viewsAddress));

    const events = gatewayEvents(logger, metrics);
    const told = { events, brokerEvents: reportBroker(logger, metrics) };
    const { gateway, broker, ensureTopic } = own(wireGateway({ config, redis, composer, clock, ...told }));
    health.dependency('kafka', alive(broker.ping));
    health.dependency('changes', alive(gateway.changes.reached));
    health.dependency('redis', alive(redis.ping));
    health.dependency('dashboard-api', alive(composer.ping));
    health.readyWhen((serves) => serves('kafka') && serves('changes'));

    // The ways in.
    const rhythm = { clock, logger, metrics };
    const { httpHost: host, httpPort: port, grpcPort } = config;
    const services = [{ definition: GatewayServiceService, implementation: gateway.rpc }] as const;
    return [
      eventually('topic', ensureTopic, rhythm),
      gateway.changes,
      serveGrpc({ host, port: grpcPort, services, logger, metrics }),
      every(1_000, 'look at sockets', gateway.look, rhythm),
      every(15_000, 'tell positions', gateway.tellPositions, rhythm),
      gateway.serve({ host, port, healthRoutes }),
    ];
  },
  { serveHealth: false },
);
