/** The machine's monotonic clock, the same for all its processes, in milliseconds. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
