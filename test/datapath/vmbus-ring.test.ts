import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COMPLETION_REQUESTED,
  newVmbusRing,
  RingControl,
  RingWrite,
  readerMustSignal,
  readRing,
  ringFree,
  ringIsEmpty,
  setDescriptor,
  VmbusPacket,
  writeRing,
} from '../../engine/datapath/vmbus-ring';

const SIZE = 4096;

function packetOf(words: number, id: number): Int32Array {
  const packet = new Int32Array(words);
  setDescriptor(packet, VmbusPacket.inBand, 4, words, COMPLETION_REQUESTED, id, 0);
  for (let i = 4; i < words; i++) packet[i] = id * 31 + i;
  return packet;
}

describe('VMBus ring', () => {
  it('INV-15, INV-17: bytes read are bytes written, indices add up, signals only at the empty edge', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.record({ op: fc.constant('write' as const), pairs: fc.integer({ min: 2, max: 200 }) }),
            fc.record({ op: fc.constant('read' as const) }),
            fc.record({ op: fc.constant('mask' as const), on: fc.boolean() }),
          ),
          { maxLength: 400 },
        ),
        (steps) => {
          const ring = newVmbusRing(SIZE);
          const scratch = new Int32Array(1024);
          const model: Int32Array[] = [];
          let id = 0;
          for (const step of steps) {
            if (step.op === 'mask') {
              ring.control[RingControl.interruptMask] = step.on ? 1 : 0;
            } else if (step.op === 'write') {
              const packet = packetOf(step.pairs * 2, ++id);
              const fits = ringFree(ring) >= packet.length * 4 + 8;
              const wasEmpty = ringIsEmpty(ring);
              const outcome = writeRing(ring, packet, packet.length);
              if (!fits) expect(outcome).toBe(RingWrite.full);
              else {
                model.push(packet);
                const signal = wasEmpty && ring.control[RingControl.interruptMask] === 0;
                expect(outcome).toBe(signal ? RingWrite.signal : RingWrite.written);
              }
            } else {
              const words = readRing(ring, scratch);
              const expected = model.shift();
              expect(words).toBe(expected?.length ?? 0);
              if (expected) expect([...scratch.subarray(0, words)]).toEqual([...expected]);
            }
            const write = ring.control[RingControl.writeIndex];
            const read = ring.control[RingControl.readIndex];
            expect((write | read) & 7).toBe(0);
            expect(write).toBeLessThan(SIZE);
            expect(read).toBeLessThan(SIZE);
            expect(((write - read + SIZE) % SIZE) + ringFree(ring) + 8).toBe(SIZE);
            expect(ringIsEmpty(ring)).toBe(model.length === 0);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is never filled completely: the largest packet leaves 8 bytes', () => {
    const ring = newVmbusRing(SIZE);
    const largest = packetOf((SIZE - 16) / 4, 1);
    expect(writeRing(ring, packetOf(largest.length + 2, 1), largest.length + 2)).toBe(RingWrite.full);
    expect(writeRing(ring, largest, largest.length)).toBe(RingWrite.written);
    expect(ringFree(ring)).toBe(0);
  });

  it('a new ring starts masked; a masked reader is not signalled', () => {
    const ring = newVmbusRing(SIZE);
    expect(writeRing(ring, packetOf(8, 1), 8)).toBe(RingWrite.written);
    expect(ring.signals).toBe(0);
  });

  it('wakes a writer that waits exactly when free space crosses what it asked for', () => {
    const ring = newVmbusRing(SIZE);
    const scratch = new Int32Array(1024);
    const words = 100;
    while (writeRing(ring, packetOf(words, 1), words) !== RingWrite.full);
    // Room for two packets: the first read is not enough, the second is, the third says nothing new.
    ring.control[RingControl.pendingSendSize] = ringFree(ring) + 2 * (words * 4 + 8);
    const signals = [1, 2, 3].map(() => {
      const before = ringFree(ring);
      readRing(ring, scratch);
      return readerMustSignal(ring, before);
    });
    expect(signals).toEqual([false, true, false]);
  });

  it('a corrupt index is an error, not a wrap', () => {
    const ring = newVmbusRing(SIZE);
    writeRing(ring, packetOf(8, 1), 8);
    ring.control[RingControl.writeIndex] = 12;
    expect(() => readRing(ring, new Int32Array(64))).toThrow(/corrupt/);
    ring.control[RingControl.writeIndex] = SIZE;
    expect(() => readRing(ring, new Int32Array(64))).toThrow(/corrupt/);
  });
});
