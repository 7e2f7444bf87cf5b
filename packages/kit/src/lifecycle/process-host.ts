import { readFileSync } from 'node:fs';

/** What a service asks of the process it runs in. Tests hand in another. */
export type ProcessHost = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws Error when the file cannot be read */
  readFile(path: string): string;
  /** For the person at the terminal: plain lines on stderr. */
  tell(line: string): void;
  /** SIGTERM and SIGINT, each time. Undone by what it returns. */
  onSignal(heard: (signal: string) => void): () => void;
  /** What nobody caught, thrown or rejected. Undone by what it returns. */
  onUncaught(caught: (error: unknown) => void): () => void;
  exit(code: number): void;
};

export const processHost: ProcessHost = {
  // biome-ignore lint/style/noProcessEnv: this is the one place that the settings are read from.
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
  tell: (line) => void process.stderr.write(`${line}\n`),
  onSignal: (heard) => onEach(['SIGTERM', 'SIGINT'], heard),
  onUncaught: (caught) => onEach(['uncaughtException', 'unhandledRejection'], caught),
  exit: (code) => process.exit(code),
};

function onEach<T>(events: readonly string[], handler: (given: T) => void): () => void {
  for (const event of events) process.on(event, handler);
  return () => {
    for (const event of events) process.off(event, handler);
  };
}
