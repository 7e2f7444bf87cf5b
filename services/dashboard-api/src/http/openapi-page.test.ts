import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { policy, type RouteName } from '../auth/policy.ts';
import { splitName } from './define-route.ts';
import { describeRoutes, openApiPage } from './openapi-page.ts';

const document = parse(openApiPage());

test('the routes that are served, those that the policy knows and those that OpenAPI tells are the same', () => {
  const told = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = describeRoutes().map(({ name }) => name);
  expect(told.sort()).toEqual([...served].sort());
  expect([...served].sort()).toEqual(Object.keys(policy).sort());
});

test('OpenAPI tells who may use each route as the policy says', () => {
  for (const [name, roles] of Object.entries(policy)) {
    const [method = '', path = ''] = (name as RouteName).split(' ');
    expect(document.paths[path][method.toLowerCase()]['x-roles']).toEqual([...roles]);
  }
});

test('OpenAPI tells which answers bear an ETag, and that 304 saves loading them anew', () => {
  const { get } = document.paths['/practitioners/{id}/dashboard'];
  expect(Object.keys(get.responses)).toContain('304');
  expect(Object.keys(get.responses['200'].headers)).toEqual(['ETag']);
  expect(get.parameters).toContainEqual(expect.objectContaining({ in: 'header', name: 'If-None-Match' }));
  expect(Object.keys(document.paths['/me'].get.responses)).not.toContain('304');
});

test('OpenAPI tells of every route that may meet a conflict why', () => {
  const told = describeRoutes().flatMap(({ name }) => {
    const { method, path } = splitName(name);
    return document.paths[path][method.toLowerCase()].responses['409'] === undefined ? [] : [name];
  });
  expect(told.sort()).toEqual([
    'PATCH /patients/{id}',
    'PATCH /sessions/{id}',
    'POST /edits/{id}/retry',
    'POST /edits/{id}/seen',
    'POST /ops/dead-letters/{id}/discard',
    'POST /ops/dead-letters/{id}/replay',
    'POST /ops/held-deletions/{id}/confirm',
    'POST /ops/held-deletions/{id}/reject',
    'POST /practices',
    'POST /practices/{id}/webhook-secret',
    'POST /sessions',
    'PUT /clients/{id}/own',
    'PUT /patients/{id}/status',
    'PUT /practitioners/{id}/settings',
  ]);
});

test('docs/openapi.yaml is what the code says', () => {
  const file = resolve(__dirname, '../../../../docs/openapi.yaml');
  expect(readFileSync(file, 'utf8')).toBe(openApiPage());
});
