import { parseTimeZone } from '@bloom/domain';
import { BloomError, type Clock } from '@bloom/kit';
import { newPracticeKey, newWebhookSecret, type Practices } from '@bloom/store';
import { z } from 'zod';
import { practiceId } from '../http/schemas.ts';
import { halaxyAddress } from './halaxy-address.ts';
import type { PracticeSecrets } from './practice-secrets.ts';

/** What stands in headers and on screens: no control characters. */
const printable = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .regex(/^[^\p{Cc}]*$/u, 'has a control character');

/** Names that objects of the language have of themselves are nobody's. */
const ownId = practiceId
  .regex(/^[A-Za-z0-9]/, 'begins with a letter or a digit')
  .refine((id) => !(id in {}) && id !== 'prototype', 'is reserved');

export const newPractice = z
  .strictObject({
    id: ownId,
    name: printable(200),
    timezone: z
      .string()
      .max(64)
      .refine((name) => parseTimeZone(name) !== undefined, 'is no zone of the tz database'),
    halaxy: z.strictObject({
      baseUrl: halaxyAddress,
      clientId: printable(200),
      clientSecret: printable(500),
      userAgent: printable(200).regex(/^[\x20-\x7e]*$/, 'is not plain ASCII'),
    }),
    webhookSecret: z
      .string()
      .min(8)
      .max(200)
      .regex(/^[\x21-\x7e]*$/, 'has a blank, or is not plain ASCII')
      .optional(),
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
