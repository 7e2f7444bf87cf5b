import { expect, test } from '@jest/globals';
import { readExportedIds } from './read-exported-ids.ts';

const patient = (id: string) => ({ valueReference: { reference: `https://halaxy.test/main/Patient/${id}` } });
const exported = (...parameter: unknown[]) => ({ resourceType: 'Parameters', parameter });

test('every patient is named once, however the references are written', () => {
  const answer = exported(patient('1'), {
    valueReference: { reference: '/main/Patient/2', type: 'Patient' },
  });
  expect([...readExportedIds(answer)]).toEqual(['1', '2']);
});

test('a practice without patients exports none', () => {
  expect(readExportedIds({ resourceType: 'Parameters' }).size).toBe(0);
});

test.each([
  ['an outcome', { resourceType: 'OperationOutcome', issue: [] }],
  ['a list that is none', { resourceType: 'Parameters', parameter: 'Patient/1' }],
  ['an entry without a reference', exported(patient('1'), {})],
  ['an entry that is null', exported(null)],
  ['somebody who is no patient', exported({ valueReference: { reference: '/main/Practitioner/PR-1' } })],
])('I3: %s is no list of ids: nobody may pass for gone', (_, answer) => {
  expect(() => readExportedIds(answer)).toThrow(expect.objectContaining({ code: 'HALAXY_MALFORMED' }));
});
