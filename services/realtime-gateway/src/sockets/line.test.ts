import { encodeFrame } from './frame.ts';
import { createLine } from './line.ts';

function lineUnderTest() {
  const wire: string[] = [];
  const unwritten: (() => void)[] = [];
  const told = { dropped: 0, resyncs: 0, stuck: 0, closed: 0 };
  let now = 0;
  const line = createLine({
    write: ({ text }, written) => {
      wire.push(text);
      unwritten.push(written);
    },
    closeStuck: () => {
      told.closed += 1;
    },
    nowMs: () => now,
    unsentBytesMax: 200,
    unsentMsMax: 5_000,
    events: {
      frameDropped: () => {
        told.dropped += 1;
      },
      resyncSent: () => {
        told.resyncs += 1;
      },
      socketStuck: () => {
        told.stuck += 1;
      },
    },
  });
  return {
    line,
    wire,
    told,
    /** The reader takes all that waits. */
    drain: () => {
      for (let take = unwritten.shift(); take; take = unwritten.shift()) take();
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const frame = (id: number) => encodeFrame('change', JSON.stringify({ id, filler: 'x'.repeat(50) }));
const resync = (channel: string) => encodeFrame('resync', JSON.stringify({ channel })).text;

test('I8: a slow reader holds no more than its share, and hears of what it lost before anything else', () => {
  const { line, wire, told, drain } = lineUnderTest();
  for (let id = 0; id < 100; id += 1) line.send(frame(id), id % 2 ? 'a' : 'b');
  expect(wire.length).toBeLessThan(4);
  const before = wire.length;
  drain();
  expect(wire.slice(before).sort()).toEqual([resync('a'), resync('b')]);
  line.send(frame(100), 'a');
  expect(wire.at(-1)).toBe(frame(100).text);
  expect(told).toEqual({ dropped: 100 - before, resyncs: 2, stuck: 0, closed: 0 });
});

test('while a reader is behind nothing goes out: a later position would hide what was lost', () => {
  const { line, wire, drain } = lineUnderTest();
  for (let id = 0; id < 10; id += 1) line.send(frame(id), 'a');
  const before = wire.length;
  line.send(encodeFrame('position', '{}'));
  expect(wire.length).toBe(before);
  drain();
  expect(wire.at(-1)).toBe(resync('a'));
});

test('one frame above the share goes to a reader that has taken all before', () => {
  const { line, wire } = lineUnderTest();
  line.send(encodeFrame('change', JSON.stringify('x'.repeat(1_000))), 'a');
  expect(wire.length).toBe(1);
});

test('a reader that stands still is closed, and one that moves is not', () => {
  const still = lineUnderTest();
  still.line.send(frame(1), 'a');
  still.pass(4_999);
  still.line.look();
  expect(still.told.closed).toBe(0);
  still.pass(2);
  still.line.look();
  still.line.look();
  expect(still.told.closed).toBe(1);

  const moving = lineUnderTest();
  moving.line.send(frame(1), 'a');
  moving.drain();
  moving.pass(60_000);
  moving.line.look();
  expect(moving.told.closed).toBe(0);
});

test('what is sent while an answer is made comes after it, and its share is bounded too', () => {
  const { line, wire, told, drain } = lineUnderTest();
  line.hold();
  line.hold();
  for (let id = 0; id < 10; id += 1) line.send(frame(id), 'a');
  line.release();
  expect(wire).toEqual([]);
  line.release();
  expect(wire[0]).toBe(frame(0).text);
  expect(told.dropped).toBeGreaterThan(0);
  drain();
  expect(wire.at(-1)).toBe(resync('a'));
});

test.each([0, 10, 125, 126, 65_535, 65_536, 70_000])('a frame of %i bytes is whole', (length) => {
  const { bytes, text } = encodeFrame('e', JSON.stringify('é'.repeat(length / 2)));
  const short = bytes[1] ?? 0;
  const header = short < 126 ? 2 : short === 126 ? 4 : 10;
  const stated =
    header === 2 ? short : header === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  expect(stated).toBe(bytes.length - header);
  expect(bytes.subarray(header).toString()).toBe(`4${text}`);
});
