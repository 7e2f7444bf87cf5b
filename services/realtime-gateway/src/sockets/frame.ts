/**
 * A message as it goes on the wire, encoded once for every socket that gets it: as the text that engine.io sends, and
 * as the finished WebSocket frame that spares each socket its own copy.
 */
export type Frame = { readonly text: string; readonly bytes: Buffer };

/** @param payloadJson the event's only argument, as JSON */
export function encodeFrame(event: string, payloadJson: string): Frame {
  // "2" is socket.io's EVENT; "4", engine.io's MESSAGE, stands before it on the wire.
  const text = `2["${event}",${payloadJson}]`;
  return { text, bytes: frameText(`4${text}`) };
}

/** One unmasked, unfragmented text frame, RFC 6455 §5.2. */
function frameText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerBytes + length);
  bytes[0] = 0x81;
  if (headerBytes === 2) bytes[1] = length;
  else if (headerBytes === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(text, headerBytes);
  return bytes;
}
