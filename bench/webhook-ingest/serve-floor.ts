/**
 * The floor: Express 5 with one route that checks the secret as webhook-ingest does and hands the body to the same
 * producer. It reads nothing of the body, keeps no health, has no spool.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connectBroker } from '@bloom/broker';
import { resourceNotified } from '@bloom/contracts';
import { createSealer, keyedHash, localKms } from '@bloom/kit';
import express from 'express';
import { answerParent } from '../processes/answer-parent.ts';

type Start = { readonly brokers: readonly string[]; readonly secret: string };

const comparisonKey = randomBytes(32);
const digest = (text: string): Buffer => createHmac('sha256', comparisonKey).update(text).digest();

function start({ brokers, secret }: Start): Promise<number> {
  const idKey = randomBytes(32);
  const sealer = createSealer(localKms(new Map([['bench', randomBytes(32)]])));
  const broker = connectBroker({ brokers, clientId: 'floor' }, { idKey, sealer, source: 'floor' });
  const key = keyedHash(idKey, 'practice', 'bench');
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.post('/', express.raw({ type: () => true }), async (request, response) => {
    const given = request.headers.authorization?.replace(/^Bearer +/i, '') ?? '';
    if (!timingSafeEqual(digest(given), digest(secret))) return void response.status(401).end();
    await broker.produceEncoded([
      { topicName: resourceNotified.name, key, value: request.body as Buffer, headers: {} },
    ]);
    response.status(202).json({ accepted: 1 });
  });
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

answerParent({ start });
