import { expect, test } from '@jest/globals';
import { ApiError } from '../api/api-error.ts';
import { editAt, sessionAt, today } from '../live/testing/samples.ts';
import { commentDraft } from './draft.ts';
import { isUnsaved } from './edits.ts';
import { runEdits } from './run-edits.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const nine = sessionAt(9);
const draft = {
  ...commentDraft({ session: nine, timezone: 'Australia/Sydney', place: 'p' }),
  text: 'mine',
};

/** An API and a clock that do what the test says, when it says so. */
function twins() {
  let nowMs = 0;
  let keys = 0;
  let timers: { at: number; run: () => void }[] = [];
  const world = {
    unsaved: [editAt('e_0', { state: 'failed' })],
    fails: undefined as ApiError | undefined,
    asked: [] as string[],
    shown: [] as string[],
    signedOut: 0,
    async pass(ms: number): Promise<void> {
      nowMs += ms;
      const due = timers.filter(({ at }) => at <= nowMs);
      timers = timers.filter(({ at }) => at > nowMs);
      for (const { run } of due) run();
      await settle();
    },
  };
  async function answer<T>(asked: string, answered: T): Promise<T> {
    world.asked.push(asked);
    if (world.fails) throw world.fails;
    return answered;
  }
  const desk = runEdits('u_1', {
    api: {
      changeSession: (id, { comment }, key) =>
        answer(`${id} ${comment} ${key}`, {
          edit: editAt('e_1'),
          session: { ...nine, revision: 2, practitionerId: 'p_1', date: today },
        }),
      unsavedEdits: () => answer('list', world.unsaved),
      edit: (id) => answer(`look ${id}`, editAt(id, { state: 'failed', revision: 9 })),
      takeNoteOf: (id) => answer(`seen ${id}`, editAt(id, { state: 'failed', revision: 2 })),
      retryEdit: (id, key) => answer(`retry ${id} ${key}`, editAt('e_2', { retryOf: id })),
    },
    timers: {
      now: () => nowMs,
      after(ms, run) {
        const timer = { at: nowMs + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    },
    random: () => 0.5,
    newKey: () => {
      keys += 1;
      return `key-${keys}`;
    },
    signedOut: () => {
      world.signedOut += 1;
    },
  });
  desk.join({
    show: ({ id, revision }) => world.shown.push(`${id}@${revision}`),
    renew: () => world.shown.push('renewed'),
  });
  const unsaved = (): string[] =>
    [...desk.edits().known.values()].filter(isUnsaved).map(({ edit }) => edit.id);
  return { world, desk, unsaved };
}

test('what was not saved is there from the start, and gone once it was taken note of', async () => {
  const { world, desk, unsaved } = twins();
  await settle();
  expect(unsaved()).toEqual(['e_0']);
  desk.takeNote('e_0');
  await settle();
  expect([unsaved(), world.asked]).toEqual([[], ['list', 'seen e_0']]);
});

test('an edit is sent, and the day is given what was answered', async () => {
  const { world, desk } = twins();
  desk.open(draft);
  desk.submit('s_9');
  await settle();
  expect(world.asked).toContain('s_9 mine key-1');
  expect(world.shown).toEqual(['s_9@2']);
  expect(desk.edits()).toMatchObject({ outgoing: [], drafts: new Map() });
});

test.each([
  new ApiError(0, 'UNREACHABLE', 'No answer.'),
  new ApiError(503, 'STORE_UNAVAILABLE', 'Try again shortly.'),
  new ApiError(429, 'TOO_MANY_REQUESTS', 'Slow down.'),
])('I2: after %s the same is sent under the same key until it is answered', async (error) => {
  const { world, desk } = twins();
  await settle();
  world.fails = error;
  desk.open(draft);
  desk.submit('s_9');
  await settle();
  await world.pass(500);
  expect(desk.edits().outgoing).toMatchObject([{ stage: 'unsent' }]);
  world.fails = undefined;
  await world.pass(60_000);
  expect(world.asked).toEqual(['list', 's_9 mine key-1', 's_9 mine key-1', 's_9 mine key-1']);
  expect(desk.edits().outgoing).toEqual([]);
});

test('what is refused is not sent again, and says why', async () => {
  const { world, desk } = twins();
  await settle();
  world.fails = new ApiError(422, 'END_BEFORE_START', 'Give an end that is later.');
  desk.open(draft);
  desk.submit('s_9');
  await settle();
  await world.pass(60_000);
  const kept = { stage: 'turned_away', words: 'Give an end that is later.', draft: { text: 'mine' } };
  expect(desk.edits().outgoing).toMatchObject([kept]);
  expect(world.asked).toHaveLength(2);
});

test('an edit that is tried again has a key of its own, and its old one is taken note of', async () => {
  const { world, desk, unsaved } = twins();
  await settle();
  desk.retry('e_0');
  await settle();
  expect(world.asked).toEqual(['list', 'retry e_0 key-1', 'seen e_0']);
  expect(unsaved()).toEqual([]);
});

test('an edit of which no frame tells is looked at, and the day renewed where it was not saved', async () => {
  const { world, desk, unsaved } = twins();
  await settle();
  desk.tell(editAt('e_1', { state: 'sending' }));
  await world.pass(30_000);
  expect([world.asked.at(-1), world.shown]).toEqual(['look e_1', ['renewed']]);
  expect(unsaved()).toEqual(['e_0', 'e_1']);
});

test('a log-in that is over is told, and nothing is sent after the page has stopped', async () => {
  const { world, desk } = twins();
  world.fails = new ApiError(401, 'TOKEN_INVALID', 'Log in again.');
  desk.open(draft);
  desk.submit('s_9');
  await settle();
  expect(world.signedOut).toBe(1);
  desk.stop();
  await world.pass(600_000);
  desk.recount();
  expect(world.asked).toEqual(['list', 's_9 mine key-1']);
});
