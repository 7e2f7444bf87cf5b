import { runCommand } from './run-command.ts';

const tools: readonly (readonly [command: string, args: readonly string[], words: string])[] = [
  ['python3', ['-c', 'import venv, ensurepip'], 'Python 3 with venv and pip'],
  ['java', ['-version'], 'a JDK, 17 or newer'],
  ['mvn', ['-version'], 'Maven'],
];

/** Names everything that is missing, at once. @throws Error in words */
export async function requireTools(): Promise<void> {
  const missing: string[] = [];
  for (const [command, args, words] of tools)
    await runCommand(command, args).catch(() => missing.push(words));
  if (missing.length > 0)
    throw new Error(`The local stack needs ${missing.join(', ')}. Install what is missing and try again.`);
}
