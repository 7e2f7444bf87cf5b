import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Api } from '../api/create-api.ts';
import type { Login } from '../login/create-login.ts';
import { LoginScreen } from '../login/login-screen.tsx';
import { Home } from './home.tsx';

type AppProps = { readonly login: Login; readonly api: Api; readonly fault: string | undefined };

/** Either the way in, or the page of whoever is logged in. */
export function App({ login, api, fault }: AppProps) {
  const queries = useQueryClient();
  const [inside, setInside] = useState(login.token() !== undefined);
  const [words, setWords] = useState(fault);

  const leave = useCallback(() => {
    queries.clear();
    setInside(false);
    setWords('You were logged out. Log in to go on.');
    void login.forget();
  }, [login, queries]);

  const logOut = useCallback(() => {
    queries.clear();
    setInside(false);
    setWords(undefined);
    // Where the provider does not answer, the log-in has at least ended here.
    login.end().catch(() => login.forget());
  }, [login, queries]);

  const logIn = useCallback(() => {
    login.begin().catch(() => setWords('The log-in page cannot be reached just now. Try again shortly.'));
  }, [login]);

  return inside ? (
    <Home api={api} onSignedOut={leave} onLogOut={logOut} />
  ) : (
    <LoginScreen words={words} onLogIn={logIn} />
  );
}
