/** What the recordings do not show: scopes, templates, mocks, setups that fail, drives, other operators. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Catalog, prepareEngine, runPesterCases, runTranscripts } from '../../engine';
import type { PesterCaseOutcome } from '../../engine/pester';
import { readLabsFolder } from '../session/labs-folder';

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

function run(file: string, args?: { FullNameFilter?: string[] }): PesterCaseOutcome {
  return runPesterCases(catalog, [{ id: 'x', name: 'X.Tests.ps1', file, args }], { world: 'two-hosts' })[0];
}
/** Full name and result of each test, with its messages. */
function outcomes(file: string): Record<string, string> {
  return Object.fromEntries(
    run(file).result.Tests.map((test) => [test.ExpandedPath, [test.Result, ...(test.Messages ?? [])].join(' | ')]),
  );
}

describe('blocks', () => {
  it('combines -ForEach of blocks and tests, and fills names from the scope at the run', () => {
    expect(
      outcomes(`
Describe 'host <name>' -ForEach @{ Name = 'a' }, @{ Name = 'b' } {
    BeforeAll { $x = "x-$Name" }
    Context 'port <_> of <name>' -ForEach 1, 2 {
        It 'sees <x> and <inner>' -ForEach @{ Inner = 'p' } { $x | Should -Be "x-$Name" }
    }
    It 'bound by a param block' -TestCases @{ A = 1; B = 2 } { param($A, $B) $A + $B | Should -Be 3 }
}`),
    ).toEqual({
      'host a.bound by a param block': 'Passed',
      'host a.port 1 of a.sees x-a and p': 'Passed',
      'host a.port 2 of a.sees x-a and p': 'Passed',
      'host b.bound by a param block': 'Passed',
      'host b.port 1 of b.sees x-b and p': 'Passed',
      'host b.port 2 of b.sees x-b and p': 'Passed',
    });
  });

  it('keeps the variables of a test to itself', () => {
    expect(
      outcomes(`
Describe 'd' {
    BeforeAll { $count = 0 }
    BeforeEach { $each = 'e' }
    It 'one' { $count | Should -Be 0; $count = 5; $each = 'changed' }
    It 'two' { $count | Should -Be 0; $each | Should -Be 'e' }
    AfterEach { $each | Should -BeIn 'e', 'changed' }
}`),
    ).toEqual({ 'd.one': 'Passed', 'd.two': 'Passed' });
  });

  it('does not know the code of a file outside of setups when tests run', () => {
    expect(outcomes(`$lost = 1\nDescribe 'd' { It 'i' { $lost | Should -BeNullOrEmpty } }`)).toEqual({
      'd.i': 'Passed',
    });
  });

  it('makes no block of an empty list', () => {
    expect(run(`Describe 'd' -ForEach @() { It 'i' { } }`).result.TotalCount).toBe(0);
  });

  it('fails all below a Context whose BeforeAll fails, and runs its AfterAll', () => {
    const outcome = run(`
Describe 'outer' {
    Context 'broken' {
        BeforeAll { throw 'no' }
        It 'one' { }
        Context 'deeper' { It 'two' { } }
        AfterAll { Write-Host 'cleaned' }
    }
    It 'three' { }
}`);
    expect(outcome.detailed.slice(7)).toEqual([
      'cleaned',
      'Describing outer',
      ' Context broken',
      '[-] Context outer.broken failed',
      '   RuntimeException: no',
      '   at <ScriptBlock>, <dir>/X.Tests.ps1:4',
      '  [+] three <t> (<t>|<t>)',
      'Tests completed in <t>',
      'Tests Passed: 1, Failed: 2, Skipped: 0, Inconclusive: 0, NotRun: 0',
      'BeforeAll \\ AfterAll failed: 1',
      '  - outer.broken',
    ]);
    expect(outcome.result.FailedBlocks).toEqual([{ Path: 'outer.broken', Messages: ['RuntimeException: no'] }]);
  });

  it('counts a failed setup of the file as a failed container', () => {
    const { result } = run(`BeforeAll { throw 'file' }\nDescribe 'd' { It 'i' { } }`);
    expect(result).toMatchObject({ Result: 'Failed', FailedCount: 1, FailedBlocksCount: 0, FailedContainersCount: 1 });
  });

  it('does not set up a block whose tests are all skipped', () => {
    expect(
      run(`Describe 'd' { BeforeAll { throw 'x' }; It 'i' -Skip { }; It 'j' -Skip:(1 -eq 1) { } }`).result,
    ).toMatchObject({
      Result: 'Passed',
      SkippedCount: 2,
    });
  });

  it('refuses a second BeforeAll', () => {
    expect(run(`Describe 'd' { BeforeAll { }\nBeforeAll { }\nIt 'i' { } }`).result.FailedContainers).toEqual([
      {
        Item: '<dir>/X.Tests.ps1',
        Messages: [
          'RuntimeException: BeforeAll is already defined in this block. Each block can only have one BeforeAll.',
        ],
      },
    ]);
  });
});

describe('mocks', () => {
  const setup = `
BeforeAll {
    function Get-Thing { param([Parameter(ValueFromPipeline)][string]$Name, [Alias('Q')][switch]$Quick) process { "real $Name" } }
    function Use-Thing { param($n) Get-Thing -Name $n }
}`;
  it('takes filtered ones first, inner ones before outer ones, and forgets them with their block', () => {
    expect(
      outcomes(`${setup}
Describe 'm' {
    Context 'with mocks' {
        BeforeAll {
            Mock Get-Thing { 'default' }
            Mock Get-Thing { "special $Name" } -ParameterFilter { $Name -eq 's' }
        }
        It 'default' { Use-Thing t | Should -Be 'default' }
        It 'special' { Use-Thing s | Should -Be 'special s' }
        It 'inner' { Mock Get-Thing { 'inner' }; Use-Thing t | Should -Be 'inner'; Use-Thing s | Should -Be 'special s' }
        It 'outer again' { Use-Thing t | Should -Be 'default' }
        It 'counts' { Should -Invoke Get-Thing -Times 5 -Exactly -Scope Context; Should -Invoke Get-Thing -Times 0 -Exactly }
    }
    It 'real' { Use-Thing z | Should -Be 'real z' }
    It 'falls through' {
        Mock Get-Thing { 'no' } -ParameterFilter { $false }
        Use-Thing k | Should -Be 'real k'
        Should -Invoke Get-Thing -Times 0 -Exactly
    }
    It 'pipeline' {
        Mock Get-Thing { "m:$Name" }
        'a', 'b' | Get-Thing | Should -Be 'm:a', 'm:b'
        Should -Invoke Get-Thing -Times 2 -Exactly
    }
    It 'alias in a filter' { Mock Get-Thing { 'q' } -ParameterFilter { $Q }; Get-Thing -Quick | Should -Be 'q' }
    It 'bound parameters' { Mock Get-Thing { $PesterBoundParameters.Count }; Get-Thing -Name x | Should -Be 1 }
    It 'a cmdlet' { Mock Get-Date { 'now' }; Get-Date | Should -Be 'now' }
}`),
    ).toEqual(
      Object.fromEntries(
        [
          'real',
          'falls through',
          'pipeline',
          'alias in a filter',
          'bound parameters',
          'a cmdlet',
          'with mocks.default',
          'with mocks.special',
          'with mocks.inner',
          'with mocks.outer again',
          'with mocks.counts',
        ].map((name) => [`m.${name}`, 'Passed']),
      ),
    );
  });

  it('says which calls were missing', () => {
    expect(
      outcomes(`${setup}
Describe 'm' {
    BeforeAll { Mock Get-Thing }
    It 'too many' { Use-Thing a; Use-Thing b; Should -Not -Invoke Get-Thing }
    It 'exclusive' { Use-Thing a; Use-Thing b; Should -Invoke Get-Thing -ExclusiveFilter { $Name -eq 'a' } }
    It 'verifiable' { Mock Get-Thing { 1 } -Verifiable -ParameterFilter { $Name -eq 'never' }; Should -InvokeVerifiable }
    It 'no command' { Mock No-Such { } }
    It 'old name' { Assert-MockCalled Get-Thing -Times 2 -Exactly }
}`),
    ).toEqual({
      'm.too many': 'Failed | Expected Get-Thing to be called less than 1 times, but was called 2 times',
      'm.exclusive':
        'Failed | Expected Get-Thing to only be called with with parameters matching the specified filter, but 1 non-matching calls were made',
      'm.verifiable':
        "Failed | Expected all verifiable mocks to be called, but these were not:\n Command Get-Thing with { $Name -eq 'never' }",
      'm.no command': 'Failed | CommandNotFoundException: Could not find Command No-Such',
      'm.old name': 'Failed | Expected Get-Thing to be called 2 times exactly, but was called 0 times',
    });
  });

  it('reaches into modules', () => {
    expect(
      outcomes(`
BeforeAll {
    New-Module -Name Switches {
        function Get-Inner { 'inner' }
        function Get-Outer { "outer of $(Get-Inner)" }
        $secret = 42
        Export-ModuleMember -Function Get-Outer
    } | Import-Module
}
Describe 'module' {
    It 'mocked inside' {
        Mock Get-Inner { 'mock' } -ModuleName Switches
        Get-Outer | Should -Be 'outer of mock'
        Should -Invoke Get-Inner -ModuleName Switches -Times 1 -Exactly
    }
    It 'mock is gone' { Get-Outer | Should -Be 'outer of inner' }
    It 'scope' { InModuleScope Switches -Parameters @{ P = 5 } { param($P) $P + $secret | Should -Be 47 } }
    It 'no such module' { InModuleScope Nope { 1 } }
}`),
    ).toEqual({
      'module.mocked inside': 'Passed',
      'module.mock is gone': 'Passed',
      'module.scope': 'Passed',
      'module.no such module': "Failed | RuntimeException: No modules named 'Nope' are currently loaded.",
    });
  });
});

describe('Should', () => {
  it('goes on after a failure with -ErrorAction Continue', () => {
    expect(
      outcomes(
        `Describe 'd' { It 'i' { 1 | Should -Be 2 -ErrorAction Continue; 3 | Should -Be 4 -ErrorAction Continue } }`,
      ),
    ).toEqual({ 'd.i': 'Failed | Expected 2, but got 1. | Expected 4, but got 3.' });
  });
  it('can be caught by the test', () => {
    expect(outcomes(`Describe 'd' { It 'i' { try { 1 | Should -Be 2 } catch { 'caught' } } }`)).toEqual({
      'd.i': 'Passed',
    });
  });
  it('takes operators of its user', () => {
    expect(
      outcomes(`
BeforeAll {
    Add-ShouldOperator -Name BeMultipleOf -Alias MUL -Test {
        param($ActualValue, [int]$Divisor, [switch]$Negate, [string]$Because)
        $ok = (($ActualValue % $Divisor) -eq 0) -ne $Negate.IsPresent
        [pscustomobject]@{ Succeeded = $ok; FailureMessage = "Expected $ActualValue to be a multiple of $Divisor." }
    }
}
Describe 'd' {
    It 'good' { 6 | Should -BeMultipleOf 3 }
    It 'bad' { 7 | Should -BeMultipleOf 3 }
    It 'not' { 7 | Should -Not -MUL 3 }
    It 'others' { 7 | Should -Be 7 }
}`),
    ).toEqual({
      'd.good': 'Passed',
      'd.bad': 'Failed | Expected 7 to be a multiple of 3.',
      'd.not': 'Passed',
      'd.others': 'Passed',
    });
  });
  it('names the syntax of version 3', () => {
    expect(outcomes(`Describe 'd' { It 'i' { 7 | Should Be 7 } }`)['d.i']).toContain('Legacy Should syntax');
  });
});

describe('drives', () => {
  it('empties TestDrive: and TestRegistry: behind each block', () => {
    expect(
      outcomes(`
Describe 'first' {
    BeforeAll { New-Item TestRegistry:\\Key | Out-Null; New-ItemProperty TestRegistry:\\Key -Name V -Value 7 | Out-Null }
    It 'registry' { (Get-ItemProperty TestRegistry:\\Key).V | Should -Be 7 }
    It 'writes' { Set-Content $TestDrive\\a.txt 'x'; 'TestDrive:\\a.txt' | Should -FileContentMatch '^x$' }
    It 'finds it' { 'TestDrive:\\a.txt' | Should -Exist }
}
Describe 'second' {
    It 'gone' { 'TestDrive:\\a.txt' | Should -Not -Exist; Test-Path TestRegistry:\\Key | Should -BeFalse }
}`),
    ).toEqual({
      'first.registry': 'Passed',
      'first.writes': 'Passed',
      'first.finds it': 'Passed',
      'second.gone': 'Passed',
    });
  });
});

describe('Invoke-Pester', () => {
  const typed = (code: string): string[] =>
    runTranscripts(catalog, [{ id: 'x', code }], { world: 'two-hosts' })[0].lines.map((line) =>
      line.replace(/\d+(\.\d+)?(ms|s)/g, '<t>'),
    );
  const file = `Set-Content C:\\a.Tests.ps1 "Describe 'x' { It 'y' { 1 | Should -Be 1 }; It 'z' { 1 | Should -Be 2 } }"\n`;
  it('gives the run object', () => {
    expect(
      typed(
        `${file}$r = Invoke-Pester -Path C:\\a.Tests.ps1 -Output None -PassThru\n$r.Result; $r.FailedCount; $r.Failed[0].ErrorRecord[0].DisplayErrorMessage`,
      ),
    ).toEqual(['Failed', '1', 'Expected 2, but got 1.']);
  });
  it('reads a configuration', () => {
    expect(
      typed(
        `${file}$c = New-PesterConfiguration\n$c.Run.Path = 'C:\\a.Tests.ps1'\n$c.Filter.FullName = '*y'\n$c.Output.Verbosity = 'Detailed'\nInvoke-Pester -Configuration $c`,
      ).slice(3),
    ).toEqual([
      'Discovery found 2 tests in <t>.',
      "Filter 'FullName' set to ('*y').",
      'Filters selected 1 tests to run.',
      'Running tests.',
      '',
      "Running tests from 'C:\\a.Tests.ps1'",
      'Describing x',
      '  [+] y <t> (<t>|<t>)',
      'Tests completed in <t>',
      'Tests Passed: 1, Failed: 0, Skipped: 0, Inconclusive: 0, NotRun: 1',
    ]);
  });
  it('skips what is behind a failure where that is asked', () => {
    expect(
      typed(
        `$c = New-PesterConfiguration -Hashtable @{ Run = @{ SkipRemainingOnFailure = 'Block'; PassThru = $true; ScriptBlock = { Describe 'x' { It 'a' { throw 'no' }; It 'b' { } }; Describe 'y' { It 'c' { } } } }; Output = @{ Verbosity = 'None' } }\n(Invoke-Pester -Configuration $c).Tests.Result`,
      ),
    ).toEqual(['Failed', 'Skipped', 'Passed']);
  });
  it('hands data to a container', () => {
    expect(
      typed(
        `$k = New-PesterContainer -ScriptBlock { param($V) Describe 'sb <v>' { It 'has <v>' { $V | Should -Be 3 } } } -Data @{ V = 3 }\n(Invoke-Pester -Container $k -Output None -PassThru).Tests.ExpandedPath`,
      ),
    ).toEqual(['sb 3.has 3']);
  });
});
