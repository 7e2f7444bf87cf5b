import { expect, test } from '@jest/globals';
import { bookedAt, sessionsAhead } from './clinic.ts';
import { openTwinWriter } from './twin-writer.ts';

const startMs = Date.parse('2026-11-23T00:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const seeds = Array.from({ length: 25 }, (_, place) => place + 1);
const ofEachKind = 20;

/** Half of what is written has its effect and no answer, some fails with or without one, and reads lag. */
const trouble = (method: string) => [
  { kind: 'effect-without-answer', method, share: 0.5 } as const,
  { kind: 'status', method, status: 503, share: 0.1 } as const,
];

test.each(seeds)(
  'I2: of 40 changes and bookings whose answers are lost none takes effect twice (seed %i)',
  async (seed) => {
    const net = await openTwinWriter({ seed, startMs });
    net.halaxy.faults({
      rules: [...trouble('PATCH'), ...trouble('POST')],
      settings: { readLagSeconds: seed % 6 },
    });
    await net.clock.run(minuteMs);
    const sessions = sessionsAhead(net, startMs + hourMs);
    const changes: { id: string; text: string; editId: string }[] = [];
    const bookings: { patientId: string; atMs: number; editId: string }[] = [];
    for (let place = 0; place < ofEachKind; place += 1) {
      const of = sessions[place % sessions.length];
      if (!of) throw new Error('no session ahead');
      const round = Math.floor(place / sessions.length);
      const before = changes.findLast(({ id }) => id === of.id)?.text ?? of.comment;
      const text = `of ${place} in round ${round}`;
      const change = { comment: text };
      const halaxy = { id: of.id, patientId: of.patientId };
      const edit = await net.edit(`a_${of.id}`, {
        kind: 'session',
        change,
        base: { comment: before },
        halaxy,
      });
      changes.push({ id: of.id, text, editId: edit._id });
      const atMs = of.span.startMs + (place + 1) * 24 * hourMs + 7 * minuteMs;
      const booked = await net.edit('', {
        kind: 'booking',
        change: {
          clientId: 'c',
          practitionerId: 'p',
          startMs: atMs,
          endMs: atMs + hourMs,
          locationType: null,
        },
        halaxy: { roleId: of.roleId, patientId: of.patientId, serviceId: null },
      });
      bookings.push({ patientId: of.patientId, atMs, editId: booked._id });
      if (place % 8 === 7) net.killAndRestart();
    }
    await net.settle(6 * hourMs);
    for (const { id, text, editId } of changes) {
      const effects = net.effectsOn('Appointment', id, 'comment').filter(({ after }) => after === text);
      expect({ editId, state: (await net.writeOf(editId))?.state, effects: effects.length }).toEqual({
        editId,
        state: 'saved',
        effects: 1,
      });
    }
    for (const { patientId, atMs, editId } of bookings) {
      const made = bookedAt(net, patientId, atMs).length;
      expect({ editId, state: (await net.writeOf(editId))?.state, made }).toEqual({
        editId,
        state: 'saved',
        made: 1,
      });
    }
    const lost = net.halaxy.ledger.requests.filter(({ method, status }) => method !== 'GET' && status === 0);
    // Without trouble nothing would be shown.
    expect(lost.length).toBeGreaterThan(ofEachKind / 2);
    await net.close();
  },
  120_000,
);
