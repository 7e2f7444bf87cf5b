import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from '../api/api-error.ts';
import { createApi } from '../api/create-api.ts';
import { createLogin, type LoginConfig } from '../login/create-login.ts';
import { App } from './app.tsx';
import { Problem } from './problem.tsx';

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no place for the page');
const root = createRoot(place);

/** What refuses us once refuses us again; what did not answer may do so now. */
function mayHelpToRepeat(failed: number, error: Error): boolean {
  return failed < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);
}

async function start(): Promise<void> {
  const answer = await fetch('/config.json', { cache: 'no-store' });
  const login = await createLogin((await answer.json()) as LoginConfig);
  const fault = await login.finish().then(
    () => undefined,
    () => 'The log-in did not work. Try again.',
  );
  const api = createApi({ fetch: (path, init) => fetch(path, init), token: login.token });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: mayHelpToRepeat } } });
  root.render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App login={login} api={api} fault={fault} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

start().catch(() =>
  root.render(
    <Problem
      title="Bloom cannot be reached"
      words="This page could not learn where to log in. It may be that the network is away."
      onRetry={() => window.location.reload()}
    />,
  ),
);
