import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseShape } from '../../../engine/language/parsing/oracle-shape';
import { parse } from '../../../engine/language/parsing/parser';

interface SampleCase {
  readonly id: string;
  readonly code: string;
  readonly tokens: unknown;
  readonly errors: unknown;
  readonly ast: unknown;
}

/** What the real engine answered for texts that together show every kind of token, node and error. */
const sample = JSON.parse(
  readFileSync(new URL('../../conformance/parse-oracle.data.json', import.meta.url), 'utf8'),
) as SampleCase[];

describe('tokens, errors and tree as the real engine sees them', () => {
  it.each(sample.map((c) => [c.code, c] as const))('%j', (_, { code, tokens, errors, ast }) => {
    const shape = parseShape(parse(code));
    expect(shape.errors).toEqual(errors);
    expect(shape.tokens).toEqual(tokens);
    expect(shape.ast).toEqual(ast);
  });
});
