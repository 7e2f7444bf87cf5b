/**
 * Two ways that are commonly published for keeping a copy of an API that has a limit, written from their descriptions: a
 * crawl of everything that backs off when it is refused and takes what it did not meet for deleted, and a loop that asks
 * for what changed since the newest change it has seen. Both over appointments alone.
 */
type Copy = Map<string, string>;

type Page = {
  readonly entry?: readonly {
    readonly resource: { readonly id: string; readonly meta: { readonly lastUpdated: string } };
  }[];
  readonly link: readonly { readonly relation: string; readonly url: string }[];
};

const headers = { 'user-agent': 'Rival loop (bench@bloom.test)', 'content-type': 'application/json' };
const backoffMaxMs = 32_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A client of the simulated Halaxy that asks as fast as it is answered, and doubles its wait with each refusal. */
async function connect(base: string, client: string) {
  const granted = await fetch(`${base}oauth/token`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: client, client_secret: client }),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  return async (url: string): Promise<Page> => {
    for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, backoffMaxMs)) {
      const answer = await fetch(url, { headers: { ...headers, authorization: `Bearer ${access_token}` } });
      if (answer.ok) return (await answer.json()) as Page;
      await answer.arrayBuffer();
      await pause(waitMs);
    }
  };
}

async function readAll(get: (url: string) => Promise<Page>, first: string, into: Copy): Promise<void> {
  for (let url: string | undefined = first; url; ) {
    const { entry = [], link }: Page = await get(url);
    for (const { resource } of entry) into.set(resource.id, resource.meta.lastUpdated);
    url = link.find(({ relation }) => relation === 'next')?.url;
  }
}

/** One crawl of all appointments. Answers what it met: whatever else was held counts as deleted. */
export async function crawl(base: string, client: string): Promise<Copy> {
  const met: Copy = new Map();
  await readAll(await connect(base, client), `${base}Appointment?_count=100`, met);
  return met;
}

/** Asks once for what changed after the newest change that is known. */
export async function followCursor(base: string, client: string, held: Copy): Promise<void> {
  const newest = [...held.values()].reduce(
    (last, at) => (Date.parse(at) > Date.parse(last) ? at : last),
    '1970-01-01T00:00:00Z',
  );
  const since = new Date(newest).toISOString().replace('Z', '%2B00:00');
  await readAll(await connect(base, client), `${base}Appointment?_lastUpdated=gt${since}&_count=100`, held);
}
