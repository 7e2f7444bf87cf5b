import { type Clock, systemClock } from '../clock.ts';
import type { DependencyState, DependencyStatus, Probe } from './dependency-state.ts';
import { type ProbeRhythm, watchDependency } from './watch-dependency.ts';

/** Whether a dependency serves at all: `ok` or `degraded`. What was never declared does not. */
export type Serves = (dependency: string) => boolean;

export type HealthReport = {
  readonly status: DependencyStatus;
  readonly reason?: string;
  readonly dependencies: Readonly<Record<string, DependencyState>>;
};

/** What a service says about its health, and hears of it. */
export type Health = {
  /** Watches a dependency in the background from now on. Until the first look it counts as down. */
  dependency(name: string, probe: Probe, rhythm?: Partial<ProbeRhythm>): void;
  /** What is enough to do our job, such as Kafka or MongoDB. Unless told, every dependency is needed. */
  readyWhen(rule: (serves: Serves) => boolean): void;
  /** Declares the process beyond help: `/live` fails from now on, so that it is replaced. */
  stuck(reason: string): void;
  /** The state now, without asking anyone. */
  report(): HealthReport;
  /** Why the process should be replaced; undefined while it lives. */
  stuckReason(): string | undefined;
};

/** The side of it that the lifecycle holds. */
export type HeldHealth = Health & {
  /** `open` once the ways in are open; before and after, the service is not ready whatever it depends on. */
  turn(phase: 'starting' | 'open' | 'stopping'): void;
  close(): void;
};

const usualRhythm: ProbeRhythm = { everyMs: 2_000, timeoutMs: 2_000 };

/** Keeps the last known state of each dependency, so that a probe of ours is answered at once. */
export function createHealth({ clock = systemClock }: { clock?: Clock } = {}): HeldHealth {
  const states = new Map<string, DependencyState>();
  const closing = new AbortController();
  let phase: 'starting' | 'open' | 'stopping' = 'starting';
  let stuck: string | undefined;
  let enough: (serves: Serves) => boolean = (serves) => [...states.keys()].every(serves);

  const serves: Serves = (name) => (states.get(name)?.status ?? 'down') !== 'down';

  function report(): HealthReport {
    const dependencies = Object.fromEntries([...states].sort(([a], [b]) => (a < b ? -1 : 1)));
    if (stuck) return { status: 'down', reason: stuck, dependencies };
    if (phase !== 'open') return { status: 'down', reason: phase, dependencies };
    if (!enough(serves)) return { status: 'down', dependencies };
    const allWell = [...states.values()].every(({ status }) => status === 'ok');
    return { status: allWell ? 'ok' : 'degraded', dependencies };
  }

  return {
    dependency(name, probe, rhythm = {}) {
      if (states.has(name)) throw new Error(`the dependency ${name} is declared twice`);
      states.set(name, { status: 'down', reason: 'not looked at yet' });
      const tell = (state: DependencyState) => states.set(name, state);
      void watchDependency(probe, tell, { ...usualRhythm, ...rhythm }, clock, closing.signal);
    },
    readyWhen: (rule) => {
      enough = rule;
    },
    stuck: (reason) => {
      stuck ??= reason;
    },
    stuckReason: () => stuck,
    report,
    turn: (next) => {
      phase = next;
    },
    close: () => closing.abort(),
  };
}
