import { Leaf } from '../shell/leaf.tsx';

type LoginScreenProps = { readonly words: string | undefined; readonly onLogIn: () => void };

export function LoginScreen({ words, onLogIn }: LoginScreenProps) {
  return (
    <main className="login">
      <Leaf />
      <h1>Bloom</h1>
      <p>Your day at the practice, as it is right now.</p>
      {words && (
        <p className="told" role="status">
          {words}
        </p>
      )}
      <button type="button" className="go" data-testid="login-button" onClick={onLogIn}>
        Log in
      </button>
    </main>
  );
}
