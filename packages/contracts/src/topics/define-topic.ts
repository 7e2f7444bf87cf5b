/** What a generated message offers: its bytes and back. */
export type MessageCodec<M> = {
  encode(message: M): { finish(): Uint8Array };
  decode(bytes: Uint8Array): M;
};

export type ServiceName =
  | 'webhook-ingest'
  | 'reconciler'
  | 'halaxy-writer'
  | 'dashboard-api'
  | 'realtime-gateway';

/** A topic's contract. Nobody writes its name, key or shape anywhere else. */
export type Topic<M> = {
  /** Ends in its version. Another partition count or an incompatible message is another version. */
  readonly name: string;
  readonly owners: readonly ServiceName[];
  readonly readers: readonly ServiceName[];
  /** What a message of it says, for docs/asyncapi.yaml. */
  readonly doc: string;
  /** The CloudEvents type, and the message's full name in proto/. */
  readonly type: string;
  readonly message: MessageCodec<M>;
  /** The message's practice: its keyed hash is the message's key, so that one partition holds a practice. */
  readonly practiceOf: (message: M) => string;
  readonly retention: { readonly hours: number };
  readonly partitions: number;
  /** A confidential topic's payloads are sealed for their practice before they leave the process. */
  readonly confidential: boolean;
};

/** What is known of a topic without its message's type. */
export type TopicFacts = Omit<Topic<unknown>, 'message' | 'practiceOf'>;

/** Declares a topic: 24 partitions and open payloads unless it says otherwise. */
export function defineTopic<M>(
  declared: Omit<Topic<M>, 'partitions' | 'confidential'> & Partial<Topic<M>>,
): Topic<M> {
  return { partitions: 24, confidential: false, ...declared };
}

/** Where a consumer lays what it cannot even decode: sealed, with the reason, for 30 days. */
export function deadTopicOf(topic: TopicFacts): { readonly name: string; readonly hours: number } {
  return { name: `${topic.name}.dead`, hours: 30 * 24 };
}
