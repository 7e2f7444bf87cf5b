const none: Buffer = Buffer.alloc(0);

/** Reads a server's unmasked WebSocket frames out of chunks, however they were cut; hands over each one's payload. */
export function readFrames(onPayload: (payload: Buffer) => void): (chunk: Buffer) => void {
  let rest = none;
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const frame = frameAt(bytes, at);
      if (!frame || frame.end > bytes.length) break;
      onPayload(bytes.subarray(frame.start, frame.end));
      at = frame.end;
    }
    rest = at === bytes.length ? none : bytes.subarray(at);
  };
}

/** Where the payload of the frame at `at` lies; undefined while its header is not there. */
function frameAt(bytes: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  if (bytes.length < at + 4) {
    const short = bytes.length >= at + 2 ? (bytes[at + 1] ?? 0) & 0x7f : undefined;
    return short !== undefined && short < 126 ? { start: at + 2, end: at + 2 + short } : undefined;
  }
  const length = (bytes[at + 1] ?? 0) & 0x7f;
  if (length < 126) return { start: at + 2, end: at + 2 + length };
  if (length === 126) return { start: at + 4, end: at + 4 + bytes.readUInt16BE(at + 2) };
  if (bytes.length < at + 10) return undefined;
  return { start: at + 10, end: at + 10 + Number(bytes.readBigUInt64BE(at + 2)) };
}
