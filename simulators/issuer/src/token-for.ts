import type { IncomingMessage, ServerResponse } from 'node:http';
import { signAccessToken } from './access-token.ts';
import type { Directory } from './directory/directory.ts';
import { firstPractice } from './directory/fixed-directory.ts';
import { isPracticeId, readBody, sendJson } from './http.ts';
import type { SigningKey } from './signing-key.ts';

/** A terminal is no place for the thousands of a large practice. */
const namedMax = 40;

/**
 * `POST /token-for {email, practice?}`: a token without a log-in, for scripts of this machine. 404 lists
 * who is known. A page in a browser cannot use it: anything that bears an `Origin` is refused.
 */
export function createTokenFor(options: {
  readonly directory: Directory;
  readonly issuer: string;
  readonly audience: string;
  readonly key: SigningKey;
}) {
  async function knownIn(practiceId: string): Promise<string> {
    const people = await options.directory.list(practiceId);
    const more = people.length > namedMax ? ` and ${people.length - namedMax} more` : '';
    return `${people
      .slice(0, namedMax)
      .map(({ email }) => email)
      .join(', ')}${more}`;
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers.origin !== undefined)
      return refuse(response, 403, 'FORBIDDEN', 'Tokens are given to scripts of this machine, not to pages.');
    const asked = parseAsked(await readBody(request));
    if (!asked)
      return refuse(
        response,
        400,
        'VALIDATION_FAILED',
        'Send JSON: {"email": "…", "practice": "…" or nothing}.',
      );
    const person = await options.directory.find(asked.practice, asked.email);
    if (!person) {
      const words = `Nobody in practice ${asked.practice} has the e-mail address ${asked.email}. Known: ${await knownIn(asked.practice)}.`;
      return refuse(response, 404, 'USER_UNKNOWN', words);
    }
    const token = await signAccessToken(person, asked.practice, options);
    sendJson(response, 200, { success: true, data: { token }, timestamp: new Date().toISOString() });
  };
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, {
    success: false,
    error: { code, message },
    timestamp: new Date().toISOString(),
  });
}

function parseAsked(text: string): { email: string; practice: string } | undefined {
  try {
    const { email, practice = firstPractice } = JSON.parse(text) as Record<string, unknown>;
    if (typeof email !== 'string' || typeof practice !== 'string' || !isPracticeId(practice))
      return undefined;
    return { email: email.trim(), practice };
  } catch {
    return undefined;
  }
}
