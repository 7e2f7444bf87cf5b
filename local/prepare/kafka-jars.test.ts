import { expect, test } from '@jest/globals';
import { parseChecksums, unexpectedFiles } from './kafka-jars.ts';

const digest = (letter: string): string => letter.repeat(64);

test('a list of sha256sum is read line by line; anything else is passed over', () => {
  const text = `# jars\n${digest('a')}  one.jar\n${digest('b')} *two.jar\nnot-a-digest  three.jar\n`;
  expect(parseChecksums(text)).toEqual([
    { sha256: digest('a'), file: 'one.jar' },
    { sha256: digest('b'), file: 'two.jar' },
  ]);
});

test('what is missing, differs or was never listed is named', () => {
  const expected = ['same', 'missing', 'differs'].map((file) => ({ file, sha256: digest('a') }));
  const found = [
    { file: 'same', sha256: digest('a') },
    { file: 'differs', sha256: digest('b') },
    { file: 'stranger', sha256: digest('c') },
  ];
  expect(unexpectedFiles(expected, found)).toEqual(['differs', 'missing', 'stranger']);
  expect(unexpectedFiles(expected, expected)).toEqual([]);
});
