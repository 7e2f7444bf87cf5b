const payloadBytes = 256;
/** As long as the gateway's positions are. */
const positionLike = 'topic-1.0.100000';

/** A view with which a change's payload has 256 bytes. */
export function viewOf256Bytes(channel: string): object {
  const payload = {
    channel,
    position: positionLike,
    kind: 'session',
    id: 's_1',
    revision: 100,
    view: { text: '' },
  };
  return { text: 'x'.repeat(payloadBytes - JSON.stringify(payload).length) };
}

/** The same as a whole, for a server that has no positions. */
export function changeOf256Bytes(channel: string, revision: number): object {
  const view = viewOf256Bytes(channel);
  return { channel, position: positionLike, kind: 'session', id: 's_1', revision, view };
}
