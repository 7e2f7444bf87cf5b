/**
 * Where an unforeseen error arose: its class, its system code and the place in the source. Never its
 * message, which may hold anything (law I6).
 */
export function faultPlace(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const frame = /^\s+at .*?([^/\\(\s]+\/[^/\\\s]+?:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1];
  const { code } = error as { code?: unknown };
  const systemCode = typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` ${code}` : '';
  const name = /^\w{1,60}$/.test(error.name) ? error.name : 'Error';
  return `${name}${systemCode}${frame ? ` at ${frame}` : ''}`;
}
