import { createRequire } from 'node:module';
import { jest } from '@jest/globals';

type Queued = {
  entry: { correlationId: number; resolve: () => void; reject: () => void };
  expectResponse: boolean;
  sendRequest: () => void;
};
type RequestQueue = {
  push(request: Queued): void;
  fulfillRequest(response: { correlationId: number; payload: null; size: number }): void;
  maybeThrottle(ms: number): void;
  scheduleRequestTimeoutCheck(): void;
};

// The queue that patches/ changes stands in no public interface of kafkajs.
const Queue = createRequire(__filename)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => RequestQueue;

const silent = { debug: () => undefined, warn: () => undefined };
const answer = (correlationId: number) => ({ correlationId, payload: null, size: 0 });
const request = (correlationId: number, sent: number[] = []): Queued => ({
  entry: { correlationId, resolve: () => undefined, reject: () => undefined },
  expectResponse: true,
  sendRequest: () => sent.push(correlationId),
});

function openQueue(maxInFlightRequests: number | null = null): RequestQueue {
  const queue = new Queue({
    maxInFlightRequests,
    requestTimeout: 1_000,
    enforceRequestTimeout: true,
    clientId: 'test',
    broker: 'test:9092',
    logger: silent,
  });
  queue.scheduleRequestTimeoutCheck();
  return queue;
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a connection to Kafka that nothing is asked of fires no timers', () => {
  const queue = openQueue();
  expect(jest.getTimerCount()).toBe(0);
  queue.push(request(1));
  queue.fulfillRequest(answer(1));
  jest.advanceTimersByTime(200);
  expect(jest.getTimerCount()).toBe(0);
});

test('a request that Kafka does not answer in time is still given up', () => {
  const queue = openQueue();
  const given = jest.fn();
  const unanswered = request(1);
  queue.push({ ...unanswered, entry: { ...unanswered.entry, reject: given } });
  jest.advanceTimersByTime(1_300);
  expect(given).toHaveBeenCalledTimes(1);
  expect(jest.getTimerCount()).toBe(0);
});

test('a request held back while Kafka throttles us goes out when the throttle ends', () => {
  const queue = openQueue(1);
  const sent: number[] = [];
  queue.push(request(1, sent));
  queue.maybeThrottle(500);
  queue.push(request(2, sent));
  queue.fulfillRequest(answer(1));
  expect(sent).toEqual([1]);
  jest.advanceTimersByTime(600);
  expect(sent).toEqual([1, 2]);
});
