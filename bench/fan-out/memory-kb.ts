/** Resident memory after all rubbish was collected; needs `--expose-gc`. */
export function memoryKb(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return Math.round(process.memoryUsage.rss() / 1_024);
}
