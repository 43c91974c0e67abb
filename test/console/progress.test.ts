import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PendingProgress } from '../../engine/console/progress';
import type { ProgressRecord } from '../../engine/language/host';

function record(activityId: number, more: Partial<ProgressRecord> = {}): ProgressRecord {
  return {
    activityId,
    parentActivityId: -1,
    activity: `activity ${activityId}`,
    statusDescription: 'status',
    currentOperation: '',
    percentComplete: -1,
    secondsRemaining: -1,
    completed: false,
    sourceId: 0,
    ...more,
  };
}
const shown = (pane: PendingProgress, width = 60, maxHeight = 20): string[] =>
  pane.render(width, maxHeight).map((line) => line.trimEnd());

describe('progress pane', () => {
  it('never shows a full bar before 100 percent', () => {
    const pane = new PendingProgress();
    // 99 * 3 / 100 is 2; a bar of more than 100 cells is full at 99 percent by that rule, but for the last cell.
    pane.update(record(0, { percentComplete: 99 }));
    expect(shown(pane, 15)[3]).toBe('    [oo ]');
    const bar = shown(pane, 2012)[3];
    expect(bar.endsWith('o]')).toBe(false);
  });

  it('takes completed activities away and lets their children stay', () => {
    const pane = new PendingProgress();
    pane.update(record(1));
    pane.update(record(2, { parentActivityId: 1 }));
    expect(shown(pane)).toEqual(['', ' activity 1', '    status', '   activity 2', '      status', '']);
    pane.update(record(1, { completed: true }));
    expect(shown(pane)).toEqual(['', ' activity 2', '    status', '']);
    pane.update(record(2, { completed: true }));
    expect(shown(pane)).toEqual([]);
    pane.update(record(3, { completed: true }));
    expect(pane.isEmpty).toBe(true);
  });

  it('moves an activity that names another parent', () => {
    const pane = new PendingProgress();
    pane.update(record(2, { parentActivityId: 1 }));
    pane.update(record(1));
    pane.update(record(2, { parentActivityId: 1 }));
    expect(shown(pane)).toEqual(['', ' activity 1', '    status', '   activity 2', '      status', '']);
  });

  it('says how many activities do not fit', () => {
    const pane = new PendingProgress();
    for (let id = 1; id <= 8; id++) pane.update(record(id));
    const lines = shown(pane, 60, 5);
    expect(lines.slice(0, 6)).toEqual([
      '',
      ' activity 4 status',
      ' activity 5 status',
      ' activity 6 status',
      ' activity 7 status',
      ' activity 8 status',
    ]);
    expect(lines[6]).toBe(' 3 activities not shown...');
  });

  it('never throws and never passes the width, whatever is reported', () => {
    const any = fc.record({
      id: fc.integer({ min: 0, max: 5 }),
      parentActivityId: fc.integer({ min: -1, max: 5 }),
      activity: fc.string(),
      statusDescription: fc.string({ maxLength: 80 }),
      currentOperation: fc.string(),
      percentComplete: fc.integer({ min: -1, max: 100 }),
      secondsRemaining: fc.integer({ min: -1, max: 200_000 }),
      completed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 30 }), fc.integer({ min: 10, max: 80 }), (records, width) => {
        const pane = new PendingProgress();
        for (const { id, ...more } of records) pane.update(record(id, more));
        for (const line of pane.render(width, 6))
          if (!line.includes('not shown')) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
