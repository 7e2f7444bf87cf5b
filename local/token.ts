/** `make token USER=<email> [PRACTICE=<id>]`: prints a token (12 h) for a known user, and nothing else. */
import { readLocalSettings } from './settings.ts';

type Answer = { data?: { token: string }; error?: { message: string } };

/** @throws Error in words for the person at the terminal */
async function requestToken(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const port = readLocalSettings(env, process.cwd()).ports.issuer;
  // A shell's own USER is the name of an account here, never an address.
  if (!env.USER?.includes('@'))
    throw new Error(
      'Say who: make token USER=reception@bloom.test, with PRACTICE=<id> for another practice.',
    );
  const asked = { email: env.USER, practice: env.PRACTICE || 'demo' };
  const answer = await fetch(`http://127.0.0.1:${port}/token-for`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    signal: AbortSignal.timeout(10_000),
  })
    .then((response) => response.json() as Promise<Answer>)
    .catch(() => undefined);
  if (!answer) throw new Error(`No issuer answers on 127.0.0.1:${port}: run make up first.`);
  if (!answer.data) throw new Error(answer.error?.message ?? 'The issuer gave no token: see make logs.');
  return answer.data.token;
}

try {
  console.log(await requestToken(process.env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
