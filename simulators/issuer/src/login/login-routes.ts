import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Directory } from '../directory/directory.ts';
import { firstPractice } from '../directory/fixed-directory.ts';
import { isPracticeId, readBody, sendHtml } from '../http.ts';
import type { Accounts } from '../provider/accounts.ts';
import { errorPage, loginPage } from './pages.ts';

/** The log-in page of one interaction: `GET` shows who there is, `POST` logs one in. */
export function createLoginRoutes(ports: {
  readonly provider: Provider;
  readonly directory: Directory;
  readonly accounts: Accounts;
}) {
  async function show(response: ServerResponse, uid: string, practiceId: string, fault?: string) {
    const people = await ports.directory.list(practiceId);
    sendHtml(
      response,
      fault ? 422 : 200,
      loginPage({ uid, practiceId, people, ...(fault ? { fault } : {}) }),
    );
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const details = await ports.provider.interactionDetails(request, response).catch(() => undefined);
    if (!details)
      return sendHtml(
        response,
        400,
        errorPage('This log-in has expired or was finished.', ports.provider.issuer),
      );
    const { uid } = details;
    if (request.method !== 'POST') return show(response, uid, firstPractice);

    const form = new URLSearchParams(await readBody(request));
    const practiceId = form.get('practice') || firstPractice;
    const email = (form.get('chosen') ?? form.get('email') ?? '').trim();
    if (!isPracticeId(practiceId))
      return show(response, uid, firstPractice, 'A practice’s id has only letters, digits, - and _.');
    const person = await ports.accounts.admit(practiceId, email);
    if (!person) {
      const words = email
        ? `Nobody in practice ${practiceId} has the e-mail address ${email}.`
        : `These are the people of practice ${practiceId}.`;
      return show(response, uid, practiceId, words);
    }
    await ports.provider.interactionFinished(
      request,
      response,
      { login: { accountId: person.sub } },
      { mergeWithLastSubmission: false },
    );
  };
}
