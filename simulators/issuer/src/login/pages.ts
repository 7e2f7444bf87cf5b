import type { Person } from '../directory/directory.ts';

/** Plain pages without scripts; their one stylesheet is `/login.css`. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/login.css">
</head>
<body>
<main>
<p class="warning">Local development only</p>
${body}
</main>
</body>
</html>
`;
}

/** Choose one of the known people, or type an address; no password. */
export function loginPage(asked: {
  readonly uid: string;
  readonly practiceId: string;
  readonly people: readonly Person[];
  readonly fault?: string;
}): string {
  const people = asked.people
    .map(
      ({ email, name, roles }) =>
        `<li><button name="chosen" value="${escapeHtml(email)}" formnovalidate><strong>${escapeHtml(name)}</strong> <span>${escapeHtml(roles.join(', '))}</span><br><small>${escapeHtml(email)}</small></button></li>`,
    )
    .join('\n');
  return page(
    'Log in to Bloom',
    `<h1>Log in to Bloom</h1>
<p>There is no password: this page stands in for your practice’s own log-in.</p>
${asked.fault ? `<p class="fault" role="alert">${escapeHtml(asked.fault)}</p>` : ''}
<form method="post" action="/login/${encodeURIComponent(asked.uid)}">
<div class="fields">
<label>E-mail <input type="email" name="email" autocomplete="username" required></label>
<label>Practice <input name="practice" value="${escapeHtml(asked.practiceId)}" pattern="[A-Za-z0-9_\\-]{1,64}" required></label>
<button class="go" data-testid="login-submit">Log in</button>
</div>
<h2>People of practice ${escapeHtml(asked.practiceId)}</h2>
<ul>
${people}
</ul>
</form>`,
  );
}

/** @param form the provider's own form, `op.logoutForm`, made safe by it */
export function logOutPage(form: string): string {
  return page(
    'Log out of Bloom',
    `<h1>Log out of Bloom?</h1>
${form}
<p class="choices"><button class="go" form="op.logoutForm" name="logout" value="yes" autofocus>Log out</button>
<button form="op.logoutForm">Stay logged in</button></p>`,
  );
}

export function loggedOutPage(): string {
  return page('Logged out', '<h1>You are logged out</h1><p>You may close this page.</p>');
}

export function errorPage(words: string, issuer: string): string {
  return page(
    'The log-in did not work',
    `<h1>The log-in did not work</h1>
<p role="alert">${escapeHtml(words)}</p>
<p>Go back to the dashboard and log in again. This is the local issuer at ${escapeHtml(issuer)}.</p>`,
  );
}

export function escapeHtml(text: string): string {
  const marks: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}

export const stylesheet = `
:root { color-scheme: light dark; --ink: #23302b; --paper: #f6f8f5; --card: #fff; --line: #cfdad2; --leaf: #23694a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ece7; --paper: #141a17; --card: #1d2521; --line: #3a4a42; --leaf: #7fcfa6; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 34rem; margin: 3rem auto; padding: 1.5rem 2rem 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.warning { display: inline-block; margin: 0; padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 99px; font-size: .85rem; }
.fault { padding: .5rem .75rem; border-left: 4px solid #b3261e; background: #b3261e1a; }
.fields { display: grid; grid-template-columns: 1fr 8rem auto; gap: .75rem; align-items: end; }
label { display: grid; gap: .25rem; font-weight: 600; }
input, button { font: inherit; color: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: 8px; background: transparent; min-width: 0; }
button { cursor: pointer; } button:hover { border-color: var(--leaf); }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; }
.go { background: var(--leaf); border-color: var(--leaf); color: var(--card); font-weight: 600; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
li button { width: 100%; text-align: left; } li span { float: right; opacity: .75; }
.choices { display: flex; gap: .75rem; }
@media (max-width: 30rem) { .fields { grid-template-columns: 1fr; } }
`;
