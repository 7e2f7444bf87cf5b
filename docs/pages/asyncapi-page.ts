import { allTopics, clientMessages, deadTopicOf, serverMessages, type TopicFacts } from '@bloom/contracts';
import { stringify } from 'yaml';
import { protoFileOf } from './find-proto.ts';
import { answers, messageSchemas } from './message-schemas.ts';

const clientNames = Object.keys(clientMessages) as (keyof typeof clientMessages)[];
const serverNames = Object.keys(serverMessages) as (keyof typeof serverMessages)[];

/** The text of `docs/asyncapi.yaml`, made from the topics and messages of `packages/contracts`. */
export function asyncApiPage(): string {
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Bloom Sync',
      version: '1',
      description:
        'The topics on Kafka, for the services, and the messages over Socket.IO, for screens. Both bear nudges and ' +
        'views; delivery is at least once, so whoever reads bears doubled and late messages.',
    },
    defaultContentType: 'application/json',
    servers: {
      kafka: { host: '127.0.0.1:19092', protocol: 'kafka', description: 'The broker: `KAFKA_BROKERS`.' },
      sockets: {
        host: '127.0.0.1:4080',
        pathname: '/ws',
        protocol: 'ws',
        description:
          'Socket.IO 4 at the path `/ws`, over WebSocket alone, with `auth: {ticket}`: what `POST /api/v1/realtime/ticket` ' +
          'gives, good once and for 30 s. `connect_error` bears `TICKET_INVALID` or `TOO_MANY_REQUESTS`.',
      },
    },
    channels: {
      ...Object.fromEntries(allTopics.map((topic) => [topic.name, topicChannel(topic)])),
      screens: screensChannel(),
    },
    operations: {
      ...Object.fromEntries(allTopics.flatMap(topicOperations)),
      ...Object.fromEntries([...clientNames.map(clientOperation), ...serverNames.map(serverOperation)]),
    },
    components: {
      messages: {
        ...Object.fromEntries(allTopics.map((topic) => [topic.type, topicMessage(topic)])),
        ...Object.fromEntries(
          [...clientNames, ...serverNames, ...new Set(Object.values(answers))].map((name) => [
            name,
            { name, payload: { $ref: `#/components/schemas/${name}` } },
          ]),
        ),
      },
      messageTraits: { cloudEvent: cloudEvent() },
      schemas: messageSchemas(),
    },
  };
  return `# Made from packages/contracts by \`make docs\`.\n${stringify(document, { lineWidth: 110, aliasDuplicateObjects: false })}`;
}

function topicChannel(topic: TopicFacts) {
  const dead = deadTopicOf(topic);
  return {
    address: topic.name,
    description: topic.doc,
    servers: [{ $ref: '#/servers/kafka' }],
    messages: { [topic.type]: { $ref: `#/components/messages/${topic.type}` } },
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: { 'retention.ms': hoursToMs(topic.retention.hours) },
        bindingVersion: '0.5.0',
      },
    },
    'x-owners': [...topic.owners],
    'x-readers': [...topic.readers],
    'x-confidential': topic.confidential,
    'x-dead-letters': { topic: dead.name, 'retention.ms': hoursToMs(dead.hours) },
  };
}

function topicMessage(topic: TopicFacts) {
  return {
    name: topic.type,
    contentType: topic.confidential ? 'application/vnd.bloom.sealed+json' : 'application/protobuf',
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    payload: {
      schemaFormat: 'application/vnd.google.protobuf;version=3',
      schema: { $ref: `../${protoFileOf(topic.type)}` },
    },
    bindings: {
      kafka: {
        key: {
          type: 'string',
          description: 'The keyed hash of the practice: one partition holds a practice.',
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

/** CloudEvents 1.0 in binary mode: headers of the Kafka message. */
function cloudEvent() {
  const text = (description: string) => ({ type: 'string', description });
  return {
    headers: {
      type: 'object',
      required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time', 'ce_subject', 'content-type'],
      properties: {
        ce_specversion: { type: 'string', const: '1.0' },
        ce_id: text('Of this event, the same when it is sent again.'),
        ce_type: text('The full name of the message in proto/.'),
        ce_source: text('The service that says so.'),
        ce_time: { type: 'string', format: 'date-time' },
        ce_subject: text('The keyed hash of the practice, as in the key.'),
        'content-type': text(
          'application/protobuf, or application/vnd.bloom.sealed+json where it is sealed.',
        ),
        traceparent: text('W3C Trace Context, where there is a trace.'),
      },
    },
  };
}

function topicOperations(topic: TopicFacts) {
  const channel = { $ref: `#/channels/${topic.name}` };
  return [
    [`produce.${topic.name}`, { action: 'send', channel, 'x-services': [...topic.owners] }],
    [`consume.${topic.name}`, { action: 'receive', channel, 'x-services': [...topic.readers] }],
  ] as const;
}

function screensChannel() {
  const all = [...clientNames, ...new Set(Object.values(answers)), ...serverNames];
  return {
    address: '/ws',
    description:
      'A message is a Socket.IO event of its name with one argument; a client’s is answered in its acknowledgement. ' +
      'A channel is `practitioner:{id}`, `practice:{id}` or `user:{id}`. A change’s `view` is by its `kind` a ' +
      '`sessionView`, `clientView`, `figuresView`, `ownView` or `runView`, or null for what is gone from that channel.',
    servers: [{ $ref: '#/servers/sockets' }],
    messages: Object.fromEntries(all.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

const onScreens = (name: string) => ({ $ref: `#/channels/screens/messages/${name}` });
const screens = { $ref: '#/channels/screens' };

function clientOperation(name: keyof typeof clientMessages) {
  const reply = { channel: screens, messages: [onScreens(answers[name])] };
  return [
    `client.${name}`,
    { action: 'receive', channel: screens, messages: [onScreens(name)], reply },
  ] as const;
}

function serverOperation(name: keyof typeof serverMessages) {
  return [`server.${name}`, { action: 'send', channel: screens, messages: [onScreens(name)] }] as const;
}

function hoursToMs(hours: number): number {
  return hours * 3_600_000;
}
