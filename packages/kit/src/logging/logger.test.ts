import { expect, test } from '@jest/globals';
import { BloomError } from '../errors/bloom-error.ts';
import { createLogger } from './logger.ts';

function capture() {
  const lines: string[] = [];
  const logger = createLogger('reconciler', {
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { logger, lines };
}

test('I6: a field that is not on the list is dropped, not printed', () => {
  const { logger, lines } = capture();
  const careless = { count: 2, patient: { family: 'Canary' }, comment: 'Canary', entity: 'Canary' };
  logger.info('observation_merged', careless);
  expect(lines.join()).not.toContain('Canary');
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({
    event: 'observation_merged',
    service: 'reconciler',
    count: 2,
  });
});

test('I6: a foreign error is told by code and kind, never by its message', () => {
  const { logger, lines } = capture();
  logger.error('save_failed', {}, new Error('duplicate key { mobile: "+61400000000" }'));
  expect(lines.join()).not.toContain('+614');
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ code: 'INTERNAL', kind: 'bug' });
});

test('our own error brings its detail', () => {
  const { logger, lines } = capture();
  logger.warn('call_failed', {}, new BloomError('HALAXY_FAILED', 'status 502'));
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ code: 'HALAXY_FAILED', detail: 'status 502' });
});
