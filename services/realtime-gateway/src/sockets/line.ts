import { encodeFrame, type Frame } from './frame.ts';

/** The way to one screen, of which no more than so much may wait. */
export type Line = {
  /**
   * Sends, or drops when too much waits already. A channel that lost a frame hears `resync` before anything else does,
   * once what waits is out.
   *
   * @param channel undefined for what may be lost without harm
   * @param alsoBytes what else was written just before, to be counted with it
   */
  send(frame: Frame, channel?: string, alsoBytes?: number): void;
  /** Keeps what is sent until `release`: an answer that is being made must come first. Holds may overlap. */
  hold(): void;
  release(): void;
  /** What is known only as time goes by: closes the line when its reader stands still. */
  look(): void;
  /** Something waits for longer than a healthy reader takes. */
  isSlow(): boolean;
};

export type LineOptions = {
  /** Writes a frame, and tells when it is out of this process. */
  readonly write: (frame: Frame, written: () => void) => void;
  readonly closeStuck: () => void;
  readonly nowMs: () => number;
  readonly unsentBytesMax: number;
  readonly unsentMsMax: number;
  readonly events: {
    readonly frameDropped: () => void;
    readonly resyncSent: () => void;
    readonly socketStuck: () => void;
  };
};

const slowAfterMs = 1_000;

/** A reader that is too slow loses frames and is told so; it never makes us hold more, nor others wait. */
export function createLine(options: LineOptions): Line {
  const { nowMs, events } = options;
  let unsentBytes = 0;
  let unsent = 0;
  let movedAtMs = nowMs();
  let behind: Set<string> | undefined;
  let closed = false;
  let holds = 0;
  let held: { readonly frame: Frame; readonly bytes: number }[] = [];

  function accept(frame: Frame, bytes: number): void {
    unsentBytes += bytes;
    if (holds > 0) held.push({ frame, bytes });
    else write(frame, bytes);
  }

  function write(frame: Frame, bytes: number): void {
    if (unsent === 0) movedAtMs = nowMs();
    unsent += 1;
    options.write(frame, () => {
      unsent -= 1;
      unsentBytes -= bytes;
      movedAtMs = nowMs();
      if (unsent === 0) catchUp();
    });
  }

  function catchUp(): void {
    if (!behind || closed || holds > 0) return;
    const channels = behind;
    behind = undefined;
    for (const channel of channels) {
      events.resyncSent();
      const frame = encodeFrame('resync', JSON.stringify({ channel }));
      accept(frame, frame.bytes.length);
    }
  }

  const waitsMs = (): number => (unsent === 0 ? 0 : nowMs() - movedAtMs);

  return {
    send(frame, channel, alsoBytes = 0) {
      if (closed) return;
      const bytes = frame.bytes.length + alsoBytes;
      const full = unsentBytes > 0 && unsentBytes + bytes > options.unsentBytesMax;
      if (full || waitsMs() > options.unsentMsMax) behind ??= new Set();
      if (!behind) return accept(frame, bytes);
      // While it is behind nothing goes out: a later position would hide what was dropped before it.
      if (channel !== undefined) behind.add(channel);
      events.frameDropped();
    },
    hold() {
      holds += 1;
    },
    release() {
      holds -= 1;
      if (holds > 0) return;
      const kept = held;
      held = [];
      for (const { frame, bytes } of kept) write(frame, bytes);
      if (unsent === 0) catchUp();
    },
    look() {
      if (closed || waitsMs() <= options.unsentMsMax) return;
      closed = true;
      events.socketStuck();
      options.closeStuck();
    },
    isSlow: () => waitsMs() > slowAfterMs || behind !== undefined,
  };
}
