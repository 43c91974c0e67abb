import { describe, expect, it } from 'vitest';
import { LineHost } from '../../engine/console/line-host';

describe('host without a screen', () => {
  it('collects logical lines', () => {
    const host = new LineHost(30);
    host.writeLine('output', 'x'.repeat(50));
    host.write('a');
    host.write('b\r\nc');
    host.writeLine('host', 'd');
    host.writeLine('output', '');
    host.write('open');
    expect(host.lines).toEqual(['x'.repeat(50), 'ab', 'cd', '']);
    host.finish();
    host.finish();
    expect(host.lines.at(-1)).toBe('open');
  });

  it('wraps warnings, verbose and debug lines as the host does', () => {
    const host = new LineHost(30);
    host.writeLine('warning', 'WARNING: The quick brown fox jumps over');
    expect(host.lines).toEqual(['WARNING: The quick brown fox ', 'jumps over']);
    expect(host.written[0].stream).toBe('warning');
  });

  it('forgets everything at Clear-Host and hands on each line as it comes', () => {
    const seen: string[] = [];
    const host = new LineHost(30, 10, (line) => seen.push(line.text));
    host.writeLine('output', 'a');
    host.write('b');
    host.clear();
    host.writeLine('output', 'c');
    expect(host.lines).toEqual(['c']);
    expect(seen).toEqual(['a', 'c']);
  });
});
