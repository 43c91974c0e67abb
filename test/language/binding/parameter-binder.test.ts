import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRegistry, transcript } from '../transcript';

const registry = await makeRegistry();
const run = (code: string): string => transcript(registry, code).join('\n');

describe('ParameterBinder', () => {
  it.each([
    [
      'function f { [CmdletBinding()]param($Name) $Name }; f -Foo 1',
      "matches parameter name 'Foo'",
      'NamedParameterNotFound,f',
    ],
    [
      'function f { [CmdletBinding()]param($Name) $Name }; f 1 2',
      "accepts argument '2'",
      'PositionalParameterNotFound,f',
    ],
    [
      'function f { [CmdletBinding()]param($Name) $Name }; f -Name',
      "Missing an argument for parameter 'Name'",
      'MissingArgument,f',
    ],
    [
      'function f { param([ValidateSet("a","b")]$x) $x }; f c',
      'does not belong to the set "a,b"',
      'ParameterArgumentValidationError,f',
    ],
    [
      'function f { param([int]$x) $x }; f abc',
      'Cannot process argument transformation',
      'ParameterArgumentTransformationError,f',
    ],
    [
      'Start-Sleep -Seconds abc',
      "Cannot bind parameter 'Seconds'",
      'CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.StartSleepCommand',
    ],
  ])('%s', (code, message, id) => {
    const text = run(code).replace(/ *\n */g, ' ');
    expect(text).toContain(message);
    expect(text.replace(/ /g, '')).toContain(id);
  });

  it('does not depend on the order of named arguments', () => {
    const declaration =
      'function f { [CmdletBinding(DefaultParameterSetName="A")]param([Parameter(ParameterSetName="A")]$a,[Parameter(ParameterSetName="B",Mandatory)]$b,$c) "$($PSCmdlet.ParameterSetName) $a$b$c" }; f ';
    fc.assert(
      fc.property(fc.constantFrom(['-a 1', '-c 3'], ['-b 2', '-c 3']), fc.boolean(), (parts, swap) => {
        const other = swap ? [...parts].reverse() : parts;
        expect(run(declaration + other.join(' '))).toBe(run(declaration + parts.join(' ')));
      }),
      { numRuns: 8 },
    );
  });
});
