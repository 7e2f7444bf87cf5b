import { BloomError, type Clock } from '@bloom/kit';
import { newWebhookSecret, type Practices } from '@bloom/store';
import { z } from 'zod';
import { assertOfFirstPractice, assertOwnPractice } from '../../auth/policy.ts';
import type { DashboardApiEvents } from '../../events.ts';
import type { IngestPort } from '../../ports.ts';
import { makePractice, newPractice, planPractice } from '../../practices/make-practice.ts';
import type { PracticeSecrets } from '../../practices/practice-secrets.ts';
import { connection, type ReadConnection, syncChecks } from '../../practices/read-connection.ts';
import type { RequestPlans } from '../../practices/request-plans.ts';
import { allCountUntilMs, withNewSecret } from '../../practices/rotate-webhook-secret.ts';
import { webhookUrls } from '../../practices/webhook-urls.ts';
import type { RunReader } from '../../read/run-reader.ts';
import { defineRoute, type Route } from '../define-route.ts';
import { listOf, practiceId } from '../schemas.ts';

const urls = z.record(z.string(), z.string());
const shownPractice = z.object({ id: z.string(), name: z.string(), timezone: z.string() });
const listedPractice = shownPractice
  .extend({ connection: connection.pick({ token: true, permissions: true, firstSync: true }) })
  .meta({ id: 'Practice' });

/** The practices of this house, and how each is connected to Halaxy. */
export function practiceRoutes(ports: {
  readonly practices: Practices;
  readonly secrets: PracticeSecrets;
  readonly plans: RequestPlans;
  readonly runs: RunReader;
  readonly ingest: IngestPort;
  readonly readConnection: ReadConnection;
  readonly clock: Clock;
  readonly events: DashboardApiEvents;
  readonly publicUrl: string;
  readonly halaxyHosts: readonly string[];
}): Route[] {
  const { practices, secrets, plans, runs, ingest, readConnection, clock, events, publicUrl } = ports;
  const params = z.object({ id: practiceId });
  return [
    defineRoute({
      name: 'GET /practices',
      tag: 'practices',
      summary:
        'All practices by name, and whether each is connected: for the first practice’s administrators.',
      status: 200,
      data: listOf(listedPractice),
      async handle({ caller }) {
        assertOfFirstPractice(caller);
        const items = (await practices.all()).map(async ({ _id: id, name, timezone }) => {
          const checks = syncChecks(await runs.status(id));
          return { id, name, timezone, connection: checks };
        });
        return { data: { items: await Promise.all(items), nextCursor: null } };
      },
    }),
    defineRoute({
      name: 'POST /practices',
      tag: 'practices',
      summary: 'Makes a practice: for the first practice’s administrators.',
      description: 'The answer alone shows the webhook secret.',
      body: newPractice,
      idempotent: true,
      conflict: 'There is one of that id already.',
      status: 201,
      data: z.object({ practice: shownPractice, webhookSecret: z.string(), webhookUrls: urls }),
      async handle({ caller, body, header }) {
        assertOfFirstPractice(caller);
        const request = { route: 'POST /practices', key: header('idempotency-key'), body };
        const plan = await plans.planOf(caller, request, () => planPractice(body));
        await makePractice(body, plan, ports);
        events.practiceChanged(body.id, 'made');
        const { id, name, timezone } = body;
        return {
          data: {
            practice: { id, name, timezone },
            webhookSecret: plan.webhookSecret,
            webhookUrls: webhookUrls(publicUrl, plan.practiceKey),
          },
        };
      },
    }),
    defineRoute({
      name: 'GET /practices/{id}/connection',
      tag: 'practices',
      summary: 'The check-list of one’s own practice’s connection to Halaxy.',
      params,
      status: 200,
      data: connection,
      async handle({ caller, params: { id } }) {
        assertOwnPractice(id, caller);
        const practice = await practices.get(id);
        if (!practice) throw new BloomError('NOT_FOUND');
        return { data: await readConnection(practice) };
      },
    }),
    defineRoute({
      name: 'POST /practices/{id}/webhook-secret',
      tag: 'practices',
      summary: 'A new webhook secret for one’s own practice; the one before counts for another 24 hours.',
      description:
        'Where its answer was lost, ask again: what Halaxy has keeps the end it had. The secret to enter is that of the ' +
        'last answer.',
      params,
      conflict: 'The practice was changed at the same moment: ask again.',
      status: 200,
      data: z.object({
        webhookSecret: z.string(),
        webhookUrls: urls,
        previousEndsAt: z.iso.datetime().describe('Until then the secret that Halaxy still has counts.'),
      }),
      async handle({ caller, params: { id } }) {
        assertOwnPractice(id, caller);
        const practice = await practices.get(id);
        if (!practice) throw new BloomError('NOT_FOUND');
        const webhookSecret = newWebhookSecret();
        const nowMs = clock.nowMs();
        const sealed = await secrets.seal(id, 'webhookSecret', webhookSecret);
        const webhookSecrets = withNewSecret(practice.webhookSecrets, sealed, nowMs);
        if (!(await practices.change(id, practice.v, { webhookSecrets })))
          throw new BloomError('STORE_CONTENDED');
        events.practiceChanged(id, 'webhook secret rotated');
        // Whoever is not told looks by itself when an unknown secret comes.
        await ingest.reloadSecrets({ practiceId: id }).catch((error) => events.secretsNotReloaded(id, error));
        return {
          data: {
            webhookSecret,
            webhookUrls: webhookUrls(publicUrl, practice.practiceKey),
            previousEndsAt: new Date(allCountUntilMs(webhookSecrets, nowMs)).toISOString(),
          },
        };
      },
    }),
  ];
}
