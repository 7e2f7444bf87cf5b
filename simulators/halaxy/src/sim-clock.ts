/** A source of the present, in milliseconds since 1970. */
export type BaseClock = { now(): number };

export type SimClock = BaseClock & {
  /** Jumps to an instant and stands still there. */
  freeze(atMs: number): void;
  /** Moves forward (or back, if negative), frozen or not. */
  advance(byMs: number): void;
  /** Runs on from where it stands, at the pace of the base clock. */
  run(): void;
  frozen(): boolean;
};

/** The simulator's own time: the base clock's, until the control API shifts or freezes it. */
export function createSimClock(base: BaseClock): SimClock {
  let offsetMs = 0;
  let frozenAt: number | undefined;
  const now = () => frozenAt ?? base.now() + offsetMs;
  return {
    now,
    freeze(atMs) {
      frozenAt = atMs;
    },
    advance(byMs) {
      if (frozenAt === undefined) offsetMs += byMs;
      else frozenAt += byMs;
    },
    run() {
      offsetMs = now() - base.now();
      frozenAt = undefined;
    },
    frozen: () => frozenAt !== undefined,
  };
}
