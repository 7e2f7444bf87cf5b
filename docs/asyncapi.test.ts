import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allTopics, clientMessages, serverMessages } from '@bloom/contracts';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { asyncApiPage } from './pages/asyncapi-page.ts';
import { answers } from './pages/message-schemas.ts';

const root = resolve(__dirname, '..');
const text = asyncApiPage();
const document = parse(text);
const sorted = (names: Iterable<string>): string[] => [...names].sort();

test('docs/asyncapi.yaml is what the contracts say', () => {
  expect(readFileSync(resolve(root, 'docs/asyncapi.yaml'), 'utf8')).toBe(text);
});

test('every topic of the contracts is told with its owners, readers and retention, and no other is', () => {
  const { screens: _, ...topics } = document.channels;
  expect(sorted(Object.keys(topics))).toEqual(sorted(allTopics.map(({ name }) => name)));
  for (const { name, type, owners, readers, retention, confidential, partitions } of allTopics) {
    const { kafka } = topics[name].bindings;
    expect(topics[name]).toMatchObject({
      'x-owners': owners,
      'x-readers': readers,
      'x-confidential': confidential,
    });
    expect(kafka).toMatchObject({
      partitions,
      topicConfiguration: { 'retention.ms': retention.hours * 3_600_000 },
    });
    expect(Object.keys(topics[name].messages)).toEqual([type]);
  }
});

test('every message over a socket is told, in its direction and with its answer, and no other is', () => {
  const spoken = sorted([
    ...Object.keys(clientMessages),
    ...Object.keys(serverMessages),
    ...Object.values(answers),
  ]);
  expect(sorted(Object.keys(document.channels.screens.messages))).toEqual(sorted(new Set(spoken)));
  const heard = (action: string) =>
    Object.entries<{ action: string; channel: { $ref: string }; messages?: { $ref: string }[] }>(
      document.operations,
    )
      .filter(
        ([, operation]) => operation.action === action && operation.channel.$ref === '#/channels/screens',
      )
      .flatMap(([, { messages = [] }]) => messages.map(({ $ref }) => $ref.split('/').at(-1) ?? ''));
  expect(sorted(heard('receive'))).toEqual(sorted(Object.keys(clientMessages)));
  expect(sorted(heard('send'))).toEqual(sorted(Object.keys(serverMessages)));
});

test('every reference leads somewhere', () => {
  const references = [...text.matchAll(/\$ref: "?([^"\n]+)"?/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(20);
  for (const reference of references) {
    if (!reference.startsWith('#/')) {
      expect(readFileSync(resolve(root, 'docs', reference), 'utf8')).toContain('message ');
      continue;
    }
    const found = reference
      .slice(2)
      .split('/')
      .reduce<Record<string, unknown> | undefined>(
        (at, step) => at?.[step] as Record<string, unknown> | undefined,
        document,
      );
    expect([reference, found]).toEqual([reference, expect.anything()]);
  }
});
