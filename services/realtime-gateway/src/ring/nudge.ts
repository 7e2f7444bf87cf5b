/** That something is to be shown again, with its place in the stream. */
export type Nudge = {
  readonly practice: string;
  readonly kind: string;
  readonly id: string;
  /** The channels concerned before or after the change. */
  readonly channels: readonly string[];
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  /** When the change was committed, in ms; undefined where the writer did not say. */
  readonly committedAtMs: number | undefined;
};
