/** The browser's clock and its timers, for those who are given theirs. */
export const browserTimers = {
  now: () => Date.now(),
  /** Runs once, after so many milliseconds, unless what it returns is called before. */
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
