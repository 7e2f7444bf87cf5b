import type { EditView, SessionOnScreen } from '@bloom/contracts';
import type { SessionPatch } from '../edits/wish-of.ts';
import type { Snapshot, SyncStatus } from '../live/feed.ts';
import type { ShownFigures } from '../live/figures.ts';
import type { ShownSession } from '../live/session-list.ts';
import { ApiError } from './api-error.ts';

export type Me = {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly roles: readonly string[];
  readonly practice: { readonly id: string; readonly name: string; readonly timezone: string };
  readonly practitionerId?: string;
};
export type Practitioner = { readonly id: string; readonly displayName: string; readonly timezone: string };
type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };
type Dashboard = ShownFigures & {
  readonly practitioner: { readonly timezone: string };
  readonly todaysSessions: readonly ShownSession[];
  readonly syncStatus?: SyncStatus;
};
type Envelope =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly code: string; readonly message: string } };

type Asked = {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly body?: unknown;
  /** Told apart by it, however often it comes, it is done once. */
  readonly key?: string;
};

export type ApiPorts = {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  token(): string | undefined;
};
export type Api = ReturnType<typeof createApi>;

const answerWithinMs = 15_000;
/** No practice has more pages of sessions in a day; an endless list must not hang the page. */
const pagesMax = 50;

/** Bloom's REST API as this page uses it. Every call throws ApiError, and nothing else. */
export function createApi({ fetch, token }: ApiPorts) {
  async function call<T>(path: string, asked: Asked = {}): Promise<T> {
    const response = await ask(path, asked);
    const envelope = (await response.json().catch(() => undefined)) as Envelope | undefined;
    if (response.ok && envelope?.success) return envelope.data as T;
    if (envelope?.success === false)
      throw new ApiError(response.status, envelope.error.code, envelope.error.message);
    throw new ApiError(
      response.status,
      'ANSWER_UNKNOWN',
      'Bloom gave an answer that this page does not understand.',
    );
  }

  async function ask(path: string, { method = 'GET', body, key }: Asked): Promise<Response> {
    try {
      return await fetch(`/api/v1${path}`, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token() ?? ''}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerWithinMs),
      });
    } catch (cause) {
      throw new ApiError(0, 'UNREACHABLE', 'Bloom cannot be reached just now.', cause);
    }
  }

  async function all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < pagesMax; page += 1) {
      const next: string =
        cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
      const got: Page<T> = await call<Page<T>>(path + next);
      items.push(...got.items);
      cursor = got.nextCursor;
      if (cursor === null) break;
    }
    return items;
  }

  return {
    me: () => call<Me>('/me'),
    practitioners: () => all<Practitioner>('/practitioners'),
    ticket: async () => (await call<{ ticket: string }>('/realtime/ticket', { method: 'POST' })).ticket,
    async dayOfPractitioner(id: string, date: string): Promise<Snapshot> {
      const path = `/practitioners/${encodeURIComponent(id)}/dashboard?date=${date}`;
      const day = await call<Dashboard>(path);
      const { practitioner, todaysSessions, syncStatus, weeklyStats, monthlyStats, upcomingStats } = day;
      const figures = { weeklyStats, monthlyStats, upcomingStats };
      return { items: todaysSessions, syncStatus, timezone: practitioner.timezone, figures };
    },
    async dayOfPractice(date: string): Promise<Snapshot> {
      const items = await all<ShownSession>(`/appointments?from=${date}&to=${date}`);
      return { items, syncStatus: undefined, timezone: undefined };
    },
    session: (id: string) => call<SessionOnScreen>(`/sessions/${encodeURIComponent(id)}`),
    /** The edit that came of it, and the session with it laid over. */
    changeSession: (id: string, patch: SessionPatch, key: string) =>
      call<{ readonly edit: EditView; readonly session: SessionOnScreen }>(
        `/sessions/${encodeURIComponent(id)}`,
        { method: 'PATCH', body: patch, key },
      ),
    /** One's edits that ended without all that was wanted, and that one has not taken note of. */
    unsavedEdits: () => all<EditView>('/edits?state=refused,conflict,failed&mine=true'),
    edit: (id: string) => call<EditView>(`/edits/${encodeURIComponent(id)}`),
    async takeNoteOf(id: string): Promise<EditView> {
      const path = `/edits/${encodeURIComponent(id)}/seen`;
      return (await call<{ edit: EditView }>(path, { method: 'POST' })).edit;
    },
    /** The new edit, which wants the same. */
    async retryEdit(id: string, key: string): Promise<EditView> {
      const path = `/edits/${encodeURIComponent(id)}/retry`;
      return (await call<{ edit: EditView }>(path, { method: 'POST', key })).edit;
    },
  };
}
