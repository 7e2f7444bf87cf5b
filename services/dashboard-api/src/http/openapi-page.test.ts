import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { policy, type RouteName } from '../auth/policy.ts';
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

test('docs/openapi.yaml is what the code says', () => {
  const file = resolve(__dirname, '../../../../docs/openapi.yaml');
  expect(readFileSync(file, 'utf8')).toBe(openApiPage());
});
