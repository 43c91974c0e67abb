import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import '../../../engine/language/net/registry';
import { readClixml, writeClixml } from '../../../engine/cmdlets/utility/clixml';
import { CsvReader, readCsv } from '../../../engine/cmdlets/utility/csv-text';
import { md5, sha1, sha256, sha384, sha512 } from '../../../engine/cmdlets/utility/digest';
import { encodeHtml } from '../../../engine/cmdlets/utility/html';
import { quoteJson } from '../../../engine/cmdlets/utility/json';
import { readJson } from '../../../engine/cmdlets/utility/json-reader';
import { decodeText, encodeText } from '../../../engine/cmdlets/utility/text-encoding';
import { parseXml } from '../../../engine/cmdlets/utility/xml-text';
import { PSArray, PSCustomObject, PSInteger, PSTimeSpan, type Value } from '../../../engine/language/values';

describe('digests', () => {
  const ours = { md5, sha1, sha256, sha384, sha512 };
  test.each(Object.keys(ours) as Array<keyof typeof ours>)('%s is what Node computes', (name) => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);
      expect(ours[name](bytes)).toBe(createHash(name).update(bytes).digest('hex').toUpperCase());
    }
  });
});

describe('encodings', () => {
  test.each(['unicode', 'bigendianunicode', 'utf8'] as const)('%s round trip', (encoding) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeText(encodeText(text, encoding, true), 'default')).toBe(text);
      }),
    );
  });
  test('ANSI and OEM know their code pages, ASCII none', () => {
    expect([...encodeText('é€—', 'default', false)]).toEqual([0xe9, 0x80, 0x97]);
    expect([...encodeText('é─', 'oem', false)]).toEqual([0x82, 0xc4]);
    expect([...encodeText('é', 'ascii', false)]).toEqual([0x3f]);
  });
});

describe('JSON', () => {
  test('numbers become the first type that holds them', () => {
    const kinds = (readJson('[1, 3000000000, 1.5, 1e3, 12345678901234567890]') as PSArray).items.map((item) =>
      typeof item === 'number' ? 'Int32' : (item as PSInteger).netType.name,
    );
    expect(kinds).toEqual(['Int32', 'Int64', 'Decimal', 'Double', 'Decimal']);
  });
  test('escapes < > & and quotes', () => {
    expect(quoteJson('a<b>&\'"\\\u0001é')).toBe('"a\\u003cb\\u003e\\u0026\\u0027\\"\\\\\\u0001é"');
  });
  test('says what is wrong', () => {
    expect(() => readJson('{"a" 1}')).toThrow("Invalid object passed in, ':' or '}' expected. (5): {\"a\" 1}");
    expect(() => readJson('[1,]')).toThrow("Invalid array passed in, extra trailing ','. (3): [1,]");
    expect(() => readJson('nope')).toThrow('Invalid JSON primitive: nope.');
    expect(() => readJson('{"a":1,"A":2}')).toThrow("the duplicated keys 'a' and 'A'");
  });
});

describe('CSV', () => {
  const records = (text: string, delimiter = ','): string[][] => {
    const reader = new CsvReader(text, delimiter);
    const found: string[][] = [];
    while (!reader.ended) found.push(reader.record());
    return found;
  };
  test('quotes, doubled quotes, delimiters and line breaks in fields', () => {
    expect(records('"a","b ""q""","c,d"\r\n"x\ny",2,3')).toEqual([
      ['a', 'b "q"', 'c,d'],
      ['x\ny', '2', '3'],
    ]);
  });
  test('blanks around fields as 5.1 takes them', () => {
    expect(records('  a , b b ,"c"  ,"d" e')).toEqual([['a ', 'b b ', 'c', 'd e']]);
  });
  test('a header without a name gets one', () => {
    const warnings: string[] = [];
    const rows = [
      ...readCsv('a,,b\n1,2,3', ',', { header: undefined, typeName: undefined }, (text) => warnings.push(text)),
    ];
    expect([...rows[0].members.values()].map((member) => member.name)).toEqual(['a', 'H1', 'b']);
    expect(warnings).toHaveLength(1);
  });
});

describe('XML', () => {
  test('elements, attributes, entities, CDATA', () => {
    expect(parseXml('<?xml version="1.0"?><a b="1&quot;"><!-- c --><d>x &amp; <![CDATA[<y>]]></d><e/></a>')).toEqual({
      name: 'a',
      attributes: { b: '1"' },
      text: '',
      children: [
        { name: 'd', attributes: {}, text: 'x & <y>', children: [] },
        { name: 'e', attributes: {}, text: '', children: [] },
      ],
    });
  });
  test('what is not well formed is refused', () => {
    for (const text of ['<a>', '<a></b>', '<a/><b/>', 'x']) expect(parseXml(text)).toBeUndefined();
  });
  test('HTML text', () => {
    expect(encodeHtml('<a href="x">&\'é</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;&#233;&lt;/a&gt;');
  });
});

describe('CliXml', () => {
  test('simple values and custom objects survive', () => {
    const object = PSCustomObject.from([
      ['Name', 'x_x0041_\u0001<'],
      ['Count', 3],
      ['Big', new PSInteger('Int64', 5n)],
      ['Time', new PSTimeSpan(937_845_000_000n)],
      ['None', null],
      ['List', new PSArray([1, 'two'])],
    ]);
    const [read] = readClixml(writeClixml([object], 2)) as [PSCustomObject];
    expect(read.note('Name')).toBe('x_x0041_\u0001<');
    expect(read.note('Count')).toBe(3);
    expect((read.note('Big') as PSInteger).value).toBe(5n);
    expect((read.note('Time') as PSTimeSpan).ticks).toBe(937_845_000_000n);
    expect(read.note('None')).toBeNull();
    expect((read.note('List') as unknown as { items: Value[] }).items).toEqual([1, 'two']);
    expect(read.typeNames[0]).toBe('Deserialized.System.Management.Automation.PSCustomObject');
  });
  test('any text survives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(readClixml(writeClixml([text], 2))).toEqual([text]);
      }),
    );
  });
});
