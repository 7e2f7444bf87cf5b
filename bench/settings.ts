import { type LocalSettings, readLocalSettings } from '@bloom/local/settings';

// biome-ignore lint/style/noProcessEnv: the one place where the benchmarks read their settings
const environment = process.env;

/** A stack of the benchmarks' own, beside whatever else runs here; each port can be set. */
const stackDefaults = {
  LOCAL_DIR: '.local/stack-of-bench',
  PORT_OFFSET: '600',
  KAFKA_PORT: '19692',
  MONGODB_PORT: '37617',
  REDIS_PORT: '16979',
};

export type BenchSettings = {
  /** How long one figure is measured. */
  readonly seconds: number;
  /** Sockets of the fan-out. */
  readonly sockets: number;
  /** How large the practice of the full reconcile is. */
  readonly practiceSize: 'clinic' | 'practice' | 'full';
  /** The environment that the stack's scripts and processes are given. */
  readonly stackEnv: Readonly<Record<string, string | undefined>>;
  readonly stack: LocalSettings;
};

/** `BENCH_SECONDS` (60), `BENCH_SOCKETS` (10,000) and `BENCH_SIZE` (full), and the settings of the local stack. */
export function readBenchSettings(): BenchSettings {
  const stackEnv = { ...stackDefaults, ...environment };
  return {
    seconds: wholeNumber('BENCH_SECONDS', 60),
    sockets: wholeNumber('BENCH_SOCKETS', 10_000),
    practiceSize: practiceSize(environment.BENCH_SIZE || 'full'),
    stackEnv,
    stack: readLocalSettings(stackEnv, process.cwd()),
  };
}

/** @throws Error in words */
function practiceSize(name: string): BenchSettings['practiceSize'] {
  if (name === 'clinic' || name === 'practice' || name === 'full') return name;
  throw new Error('BENCH_SIZE must be clinic, practice or full.');
}

/** @throws Error in words */
function wholeNumber(name: string, usual: number): number {
  const value = Number(environment[name] || usual);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0.`);
  return value;
}
