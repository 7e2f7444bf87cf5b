import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import type { Part } from '../part.ts';
import { prepareKafkaJars } from '../prepare/kafka-jars.ts';
import { runCommand } from '../run-command.ts';
import type { LocalSettings } from '../settings.ts';

const clusterId = 'bloomlocalkafka0000000';

/** A Kafka broker that is its own controller (KRaft). */
export function kafkaPart({ dir, cacheDir, ports }: LocalSettings, root: string): Part {
  const broker = `127.0.0.1:${ports.kafka}`;
  return {
    name: 'kafka',
    port: ports.kafka,
    otherPorts: [ports.kafkaController],
    remedy: 'If its log is damaged, `make down` and remove the folder kafka/ of the stack.',
    async prepare() {
      const classpath = `${await prepareKafkaJars(cacheDir, root)}/*`;
      const folder = join(dir, 'kafka');
      mkdirSync(folder, { recursive: true });
      const properties = join(folder, 'server.properties');
      writeFileSync(properties, serverProperties(ports, join(folder, 'log')));
      if (!existsSync(join(folder, 'log/meta.properties')))
        await runCommand('java', [
          '-cp',
          classpath,
          'kafka.tools.StorageTool',
          'format',
          '-t',
          clusterId,
          '-c',
          properties,
        ]);
      const jvm = [
        '-Xms128m',
        '-Xmx384m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      ];
      return { command: 'java', args: [...jvm, '-cp', classpath, 'kafka.Kafka', properties] };
    },
    async probe() {
      const client = new kafkajs.Kafka({
        brokers: [broker],
        logLevel: kafkajs.logLevel.NOTHING,
        connectionTimeout: 500,
        requestTimeout: 1_000,
        retry: { retries: 0 },
      });
      const admin = client.admin();
      try {
        await admin.connect();
        return `${(await admin.describeCluster()).brokers.length} broker`;
      } finally {
        await admin.disconnect();
      }
    },
  };
}

/** After a kill -9 the two last lines bring the first acknowledged message back in 4 s instead of 11. */
function serverProperties({ kafka, kafkaController }: LocalSettings['ports'], logDir: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${kafkaController}
listeners=PLAINTEXT://127.0.0.1:${kafka},CONTROLLER://127.0.0.1:${kafkaController}
advertised.listeners=PLAINTEXT://127.0.0.1:${kafka}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs=${logDir}
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=3000
auto.create.topics.enable=false
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
`;
}
