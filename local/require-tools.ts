import { runCommand } from './run-command.ts';
import type { LocalSettings } from './settings.ts';

type Tool = {
  readonly words: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly oldest?: number;
};

const always: readonly Tool[] = [
  { words: 'git', command: 'git', args: ['--version'] },
  { words: 'make', command: 'make', args: ['--version'] },
  { words: 'Node 20 or newer', command: process.execPath, args: ['--version'], oldest: 20 },
];
const forProcesses: readonly Tool[] = [
  { words: 'Python 3 with venv and pip', command: 'python3', args: ['-c', 'import venv, ensurepip, pip'] },
  { words: 'a JDK, 17 or newer', command: 'java', args: ['-version'], oldest: 17 },
  { words: 'Maven', command: 'mvn', args: ['-version'] },
];
const forContainers: readonly Tool[] = [
  { words: 'Docker with its compose plugin', command: 'docker', args: ['compose', 'version'] },
];

/** Names everything that is missing or too old, at once. @throws Error in words */
export async function requireTools({ containers }: Pick<LocalSettings, 'containers'>): Promise<void> {
  const tools = [...always, ...(containers ? forContainers : forProcesses)];
  const faults = (await Promise.all(tools.map(faultOf))).filter((fault) => fault !== undefined);
  if (faults.length > 0)
    throw new Error(`The local stack needs ${faults.join(', ')}. Install what is missing and try again.`);
}

async function faultOf({ words, command, args, oldest }: Tool): Promise<string | undefined> {
  const printed = await runCommand(command, args).catch(() => undefined);
  if (printed === undefined) return words;
  const found = majorVersion(printed);
  return oldest !== undefined && found !== undefined && found < oldest
    ? `${words} (here: ${found})`
    : undefined;
}

/** The first version's major number in what a tool prints; Java 8 calls itself 1.8. */
export function majorVersion(printed: string): number | undefined {
  const [, first, second] = /(\d+)(?:\.(\d+))?/.exec(printed) ?? [];
  if (first === undefined) return undefined;
  return Number(first === '1' && second !== undefined ? second : first);
}
