import { parseTimeZone } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import { newPracticeKey, newWebhookSecret, type Practices } from '@bloom/store';
import { z } from 'zod';
import { practiceId } from '../http/schemas.ts';
import type { PracticeSecrets } from './practice-secrets.ts';

export const newPractice = z
  .strictObject({
    id: practiceId,
    name: z.string().min(1).max(200),
    timezone: z
      .string()
      .max(64)
      .refine((name) => parseTimeZone(name) !== undefined, 'is no zone of the tz database'),
    halaxy: z.strictObject({
      baseUrl: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1).max(200),
      clientSecret: z.string().min(1).max(500),
      userAgent: z.string().min(1).max(200),
    }),
    webhookSecret: z.string().min(8).max(200).optional(),
  })
  .meta({ id: 'NewPractice' });

export type NewPractice = z.infer<typeof newPractice>;

/** The random parts of a practice, decided before it is made. */
export type PracticePlan = { readonly practiceKey: string; readonly webhookSecret: string };

export function planPractice({ webhookSecret }: NewPractice): PracticePlan {
  return { practiceKey: newPracticeKey(), webhookSecret: webhookSecret ?? newWebhookSecret() };
}

/**
 * Makes a practice by its plan. Made again by the same plan, it is there already and all is well.
 *
 * @throws BloomError PRACTICE_EXISTS; HALAXY_HOST_NOT_ALLOWED: no address but a known one is ever called
 */
export async function makePractice(
  wanted: NewPractice,
  plan: PracticePlan,
  ports: { practices: Practices; secrets: PracticeSecrets; clock: Clock; halaxyHosts: readonly string[] },
): Promise<void> {
  const { practices, secrets, clock, halaxyHosts } = ports;
  const { id, name, timezone, halaxy } = wanted;
  if (!halaxyHosts.includes(new URL(halaxy.baseUrl).host)) throw new BloomError('HALAXY_HOST_NOT_ALLOWED');
  const made = await practices.insert({
    _id: id,
    name,
    timezone,
    practiceKey: plan.practiceKey,
    halaxy: { ...halaxy, clientSecret: await secrets.seal(id, 'clientSecret', halaxy.clientSecret) },
    webhookSecrets: [{ secret: await secrets.seal(id, 'webhookSecret', plan.webhookSecret), endsAtMs: null }],
    createdAtMs: clock.nowMs(),
    v: 1,
  });
  if (!made && (await practices.get(id))?.practiceKey !== plan.practiceKey)
    throw new BloomError('PRACTICE_EXISTS');
}
