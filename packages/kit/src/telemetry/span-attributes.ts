import type { Attributes, AttributeValue } from '@opentelemetry/api';

/**
 * The only attributes a span may bear when it leaves the process: no address with its query, no statement,
 * no message, nothing that could hold a value of a record or an id in the clear (law I6).
 */
const allowed = [
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'http.method',
  'http.status_code',
  'server.address',
  'server.port',
  'network.protocol.version',
  'db.system',
  'db.system.name',
  'db.operation',
  'db.operation.name',
  'db.collection.name',
  'db.mongodb.collection',
  'messaging.system',
  'messaging.destination.name',
  'messaging.operation.name',
  'messaging.consumer.group.name',
  'messaging.batch.message_count',
  'rpc.system',
  'rpc.service',
  'rpc.method',
  'rpc.grpc.status_code',
  'error.type',
  'bloom.code',
  'bloom.count',
  'bloom.attempt',
  'bloom.lane',
  /** Hashed, as in logs. */
  'bloom.practice',
] as const;

export type SpanAttribute = (typeof allowed)[number];
export type SpanAttributes = { readonly [Name in SpanAttribute]?: string | number | boolean };

/** What may leave of the given attributes. Total. */
export function allowedAttributes(given: Attributes): Attributes {
  const kept: Record<string, AttributeValue> = {};
  for (const name of allowed) {
    const value = given[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
