import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../engine/language/parsing/parser';

interface ErrorCase {
  readonly id: string;
  readonly area: string;
  readonly code: string;
  readonly errors: readonly object[];
}

const cases = JSON.parse(
  readFileSync(new URL('../../conformance/parse-errors.json', import.meta.url), 'utf8'),
) as ErrorCase[];

describe('parse errors as the real engine reports them', () => {
  it.each(cases.map((c) => [c.id, c] as const))('%s', (_, { code, errors }) => {
    expect(parse(code).errors, code).toEqual(errors);
  });
});
