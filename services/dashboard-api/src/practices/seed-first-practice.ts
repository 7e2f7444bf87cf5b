import { BloomError, type Clock } from '@bloom/kit';
import { newPracticeKey, newWebhookSecret, type PracticeDocument, type Practices } from '@bloom/store';
import { firstPractice } from '../auth/policy.ts';
import type { PracticeSecrets } from './practice-secrets.ts';
import { withNewSecret } from './rotate-webhook-secret.ts';

/** The first practice as the settings describe it. */
export type FirstPractice = {
  readonly name: string;
  readonly timezone: string;
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
  /** Empty: one is made at the first start and kept. */
  readonly webhookSecret: string;
};

const triesMax = 5;

/**
 * Makes the first practice what the settings say. Its key and its generated secret are kept once made; a webhook
 * secret that the settings changed counts beside the one before for a day.
 *
 * @returns whether anything changed
 */
export async function seedFirstPractice(
  wanted: FirstPractice,
  { practices, secrets, clock }: { practices: Practices; secrets: PracticeSecrets; clock: Clock },
): Promise<boolean> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    const held = await practices.get(firstPractice);
    if (!held) {
      if (await practices.insert(await made(wanted, secrets, clock))) return true;
      continue;
    }
    const change = await changed(wanted, held, secrets, clock);
    if (change === undefined) return false;
    if (await practices.change(firstPractice, held.v, change)) return true;
  }
  throw new BloomError('STORE_CONTENDED', 'the first practice is changed by many at once');
}

async function made(
  wanted: FirstPractice,
  secrets: PracticeSecrets,
  clock: Clock,
): Promise<PracticeDocument> {
  const { name, timezone, baseUrl, clientId, clientSecret, userAgent } = wanted;
  const webhookSecret = wanted.webhookSecret || newWebhookSecret();
  return {
    _id: firstPractice,
    name,
    timezone,
    practiceKey: newPracticeKey(),
    halaxy: {
      baseUrl,
      clientId,
      clientSecret: await secrets.seal(firstPractice, 'clientSecret', clientSecret),
      userAgent,
    },
    webhookSecrets: [
      { secret: await secrets.seal(firstPractice, 'webhookSecret', webhookSecret), endsAtMs: null },
    ],
    createdAtMs: clock.nowMs(),
    v: 1,
  };
}

/** What must be written; undefined when the document says it all. */
async function changed(
  wanted: FirstPractice,
  held: PracticeDocument,
  secrets: PracticeSecrets,
  clock: Clock,
): Promise<Partial<PracticeDocument> | undefined> {
  const { name, timezone, baseUrl, clientId, userAgent } = wanted;
  const clientSecret = await secrets.open(firstPractice, 'clientSecret', held.halaxy.clientSecret);
  const [newest] = held.webhookSecrets;
  const webhookSecret = newest && (await secrets.open(firstPractice, 'webhookSecret', newest.secret));
  const sameHalaxy =
    held.halaxy.baseUrl === baseUrl &&
    held.halaxy.clientId === clientId &&
    held.halaxy.userAgent === userAgent &&
    clientSecret === wanted.clientSecret;
  const sameWebhook =
    webhookSecret !== undefined && (wanted.webhookSecret === '' || webhookSecret === wanted.webhookSecret);
  if (sameHalaxy && sameWebhook && held.name === name && held.timezone === timezone) return undefined;
  return {
    name,
    timezone,
    halaxy: sameHalaxy
      ? held.halaxy
      : {
          baseUrl,
          clientId,
          userAgent,
          clientSecret: await secrets.seal(firstPractice, 'clientSecret', wanted.clientSecret),
        },
    webhookSecrets: sameWebhook
      ? held.webhookSecrets
      : withNewSecret(
          held.webhookSecrets,
          await secrets.seal(firstPractice, 'webhookSecret', wanted.webhookSecret || newWebhookSecret()),
          clock.nowMs(),
        ),
  };
}
