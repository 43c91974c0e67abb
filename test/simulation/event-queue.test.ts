import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../engine/simulation/event-queue';
import { Fingerprint, fingerprintOf } from '../../engine/simulation/fingerprint';
import { Random } from '../../engine/simulation/random';
import { Simulation } from '../../engine/simulation/simulation';
import { ticksAt } from '../../engine/simulation/time';

const world = () => new Simulation({ seed: 7, originMs: Date.UTC(2016, 9, 12, 9, 0, 0) });

describe('event queue', () => {
  it('INV-39: fires by time, ties by insertion, cancelled ones never', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ op: fc.constant('push' as const), time: fc.integer({ min: 0, max: 20 }) }),
            fc.record({ op: fc.constant('cancel' as const), which: fc.nat(200) }),
            fc.record({ op: fc.constant('take' as const), limit: fc.integer({ min: 0, max: 20 }) }),
          ),
          { maxLength: 300 },
        ),
        (ops) => {
          const queue = new EventQueue();
          let model: { time: number; id: number; handle: number }[] = [];
          let id = 0;
          const handles: number[] = [];
          for (const op of ops) {
            if (op.op === 'push') {
              id++;
              const handle = queue.push(op.time, 1, id, 0, 0);
              handles.push(handle);
              model.push({ time: op.time, id, handle });
            } else if (op.op === 'cancel') {
              if (handles.length === 0) continue;
              const handle = handles[op.which % handles.length];
              const known = model.some((entry) => entry.handle === handle);
              expect(queue.cancel(handle)).toBe(known);
              model = model.filter((entry) => entry.handle !== handle);
            } else {
              const due = model
                .filter((entry) => entry.time <= op.limit)
                .sort((x, y) => x.time - y.time || x.id - y.id)[0];
              expect(queue.take(op.limit)).toBe(due !== undefined);
              if (due) {
                expect([queue.takenTime, queue.takenTarget]).toEqual([due.time, due.id]);
                model = model.filter((entry) => entry !== due);
              }
            }
            expect(queue.count).toBe(model.length);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('grows beyond its first size and keeps the order', () => {
    const queue = new EventQueue();
    for (let i = 0; i < 5000; i++) queue.push((i * 7919) % 4999, 1, i, 0, 0);
    let last = -1;
    let count = 0;
    while (queue.take(1e9)) {
      expect(queue.takenTime).toBeGreaterThanOrEqual(last);
      last = queue.takenTime;
      count++;
    }
    expect(count).toBe(5000);
  });
});

describe('simulation', () => {
  const chatter = (sim: Simulation, log: string[]) => {
    sim.handle(1, (target, a, _b, data) => {
      log.push(`${sim.now}:${target}:${a}:${JSON.stringify(data ?? null)}`);
      if (log.length < 500) sim.after(sim.random('chatter').below(50), 1, target + 1, a ^ target, 0, { hop: target });
    });
  };

  it('INV-41: a copy taken between any two events goes the same way', () => {
    for (const cut of [0, 1, 17, 100, 333]) {
      const first = world();
      const log: string[] = [];
      chatter(first, log);
      first.at(3, 1, 1, 5);
      first.at(3, 1, 100, 9);
      first.runUntil(1e9, cut);
      const second = first.copy();
      const copied = log.slice();
      chatter(second, copied);
      first.runUntil(100_000);
      second.runUntil(100_000);
      expect(copied).toEqual(log);
      expect(fingerprintOf(second.state())).toBe(fingerprintOf(first.state()));
    }
  });

  it('INV-40: the same seed gives the same digest, however time is sliced', () => {
    const digest = (slice: number) => {
      const sim = world();
      sim.digest = new Fingerprint();
      chatter(sim, []);
      sim.at(0, 1, 1);
      for (let t = 0; t <= 20_000; t += slice) sim.runUntil(t);
      sim.runUntil(20_000);
      return sim.digest!.text;
    };
    expect(digest(7)).toBe(digest(20_000));
  });

  it('refuses the past and unknown kinds', () => {
    const sim = world();
    sim.runUntil(100);
    expect(() => sim.at(99, 1)).toThrow(/now/);
    sim.at(100, 77);
    expect(() => sim.step()).toThrow(/kind 77/);
  });

  it('shows the date as .NET ticks', () => {
    // [datetime]'2016-10-12T09:00:00Z'.Ticks
    expect(ticksAt(Date.UTC(2016, 9, 12, 9, 0, 0), 250)).toBe(636118596000000002n);
  });
});

describe('random', () => {
  it('has one generator a component, independent of each other', () => {
    const one = Random.of(1, 'a');
    const two = Random.of(1, 'b');
    expect([one.next(), one.next()]).not.toEqual([two.next(), two.next()]);
    expect(Random.of(1, 'a').next()).toBe(Random.of(1, 'a').next());
  });

  it('is even and without bias over small ranges', () => {
    const random = Random.of(42, 'dice');
    const faces = new Array(6).fill(0);
    for (let i = 0; i < 60_000; i++) faces[random.below(6)]++;
    for (const face of faces) expect(Math.abs(face - 10_000)).toBeLessThan(400);
  });
});

describe('trace', () => {
  it('keeps the newest records and costs nothing when off', () => {
    const sim = world();
    const where = sim.trace.place('HV01');
    for (let i = 0; i < 10_000; i++) sim.trace.hops.write(i, 3, where, i, 0);
    const records = sim.trace.hops.read(sim.trace.places);
    expect(records).toHaveLength(8192);
    expect(records[records.length - 1]).toMatchObject({ index: 9999, where: 'HV01', a: 9999 });
    sim.trace.hops.on = false;
    sim.trace.hops.write(1, 1, where, 1, 1);
    expect(sim.trace.hops.count).toBe(10_000);
  });
});
