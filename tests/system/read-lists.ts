// biome-ignore lint/suspicious/noExplicitAny: Halaxy's records as they come.
type Loose = any;

export type HalaxyLists = Readonly<Record<string, readonly Loose[]>>;

const lists = [
  'Practitioner',
  'PractitionerRole',
  'Patient',
  'Appointment',
  'Invoice',
  'InvoiceLine',
  'Referral',
  'ReferralDefinition',
  'Organization',
  'HealthcareService',
  'ChargeItemDefinition',
] as const;

/** Every list of a Halaxy, read page by page. */
export async function readLists(base: string): Promise<HalaxyLists> {
  const agent = { 'user-agent': 'Bloom Sync oracle (dev@bloom.test)' };
  const granted = await fetch(`${base}oauth/token`, {
    method: 'POST',
    headers: { ...agent, 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: 'oracle', client_secret: 'oracle' }),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  const found: Record<string, Loose[]> = {};
  for (const type of lists) {
    const all: Loose[] = [];
    let url: string | undefined = `${base}${type}?_count=100`;
    while (url) {
      const headers = { ...agent, authorization: `Bearer ${access_token}`, accept: 'application/fhir+json' };
      const answer = await fetch(url, { headers });
      if (!answer.ok) throw new Error(`${type}: ${answer.status}`);
      const bundle = (await answer.json()) as Loose;
      for (const { resource } of bundle.entry ?? []) if (resource.resourceType === type) all.push(resource);
      url = bundle.link.find(({ relation }: Loose) => relation === 'next')?.url;
    }
    found[type] = all;
  }
  return found;
}

/** Whether an appointment starts on that day of the zone. */
export function startsOn(halaxy: HalaxyLists, appointment: string, date: string, zone: string): boolean {
  const found = halaxy.Appointment?.find(({ id }) => id === appointment);
  return new Date(found.start).toLocaleDateString('en-CA', { timeZone: zone }) === date;
}
