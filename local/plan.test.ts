import { expect, test } from '@jest/globals';
import { type PartState, partsToShow, partsToStart } from './plan.ts';

const ready: PartState = { name: 'ready', wanted: true, running: true, ready: true };
const states: PartState[] = [
  ready,
  { ...ready, name: 'hanging', ready: false },
  { ...ready, name: 'killed', running: false, ready: false },
  { ...ready, name: 'foreign', running: false },
  { ...ready, name: 'left-over', wanted: false },
  { name: 'unwanted', wanted: false, running: false, ready: false },
];

test('only what is wanted and does not both run and answer is started', () => {
  expect(partsToStart(states)).toEqual(['hanging', 'killed', 'foreign']);
});

test('a part that runs is shown even when these settings do not ask for it', () => {
  expect(partsToShow(states)).toEqual(['ready', 'hanging', 'killed', 'foreign', 'left-over']);
});
