import { describe, expect, it } from 'vitest';
import { wqlCondition } from '../../../engine/cmdlets/management/cim';
import { joinPaths, leafPath, parentPath } from '../../../engine/cmdlets/management/path-cmdlets';
import { shown } from './transcript';

const VIRTUALIZATION = "'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization'";

describe('the registry drive', () => {
  it('makes a value once, keeps its type and shows the refusals of the provider', async () => {
    expect(
      await shown(
        `$k=${VIRTUALIZATION}; (New-ItemProperty $k -Name N -PropertyType QWord -Value 1).N; Set-ItemProperty $k N 2; "$((Get-Item $k).GetValueKind('N'))"; (gp $k).N.GetType().Name`,
      ),
    ).toEqual(['1', 'QWord', 'Int64']);
    const lines = await shown(
      `$k=${VIRTUALIZATION}; New-ItemProperty $k -Name A -Value 1 | Out-Null; New-ItemProperty $k -Name A -Value 1`,
    );
    expect(lines[0]).toBe('New-ItemProperty : The property already exists.');
    expect(lines.at(-1)).toContain('System.IO.IOException,Microsoft.PowerShell.Commands.NewItemPropertyCommand');
    expect((await shown(`gp HKLM:\\SOFTWARE nosuch`))[0]).toBe(
      'gp : Property nosuch does not exist at path HKEY_LOCAL_MACHINE\\SOFTWARE.',
    );
  });

  it('is what the SR-IOV verdict reads when the management service starts again', async () => {
    const before = await shown('(Get-VMHost).IovSupport');
    const after = await shown(
      `New-ItemProperty ${VIRTUALIZATION} -Name IOVEnableOverride -PropertyType DWord -Value 1 | Out-Null; reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization"; Restart-Service vmms; (Get-VMHost).IovSupport`,
    );
    expect(before).toHaveLength(1);
    expect(after).toContain('    IOVEnableOverride    REG_DWORD    0x1');
    expect(after.at(-1)).toMatch(/True|False/);
  });
});

describe('the file system drive', () => {
  it('keeps the encoding that a cmdlet wrote', async () => {
    expect(
      await shown(
        `cd C:\\; 'é' | Out-File a.txt; (gi a.txt).Length; Add-Content a.txt 'ü'; gc a.txt; Set-Content b.txt 'é'; (gi b.txt).Length; gc b.txt; Set-Content c.txt 'é' -Encoding UTF8; (gi c.txt).Length; gc c.txt`,
      ),
    ).toEqual(['8', 'é', 'ü', '3', 'é', '7', 'é']);
  });

  it('walks through locations, shares and drives of its own', async () => {
    expect(
      await shown(
        `ni C:\\T\\x -ItemType Directory -Force | Out-Null; $d = New-PSDrive T FileSystem C:\\T; cd T:\\x; "$pwd"; cd ..; "$pwd"; pushd \\\\FS01\\VMs; "$pwd"; popd; "$pwd"; Remove-PSDrive T -Force; Test-Path T:\\`,
      ),
    ).toEqual(['T:\\x', 'T:\\', 'Microsoft.PowerShell.Core\\FileSystem::\\\\FS01\\VMs', 'T:\\', 'False']);
  });

  it('finds by pattern and below', async () => {
    expect(
      await shown(
        `ni C:\\T\\x -ItemType Directory -Force | Out-Null; 1 > C:\\T\\a.txt; 1 > C:\\T\\x\\b.txt; dir C:\\T\\*.txt -Name; dir C:\\T -Recurse -Name; dir C:\\T\\*.txt -Recurse -Name; (dir C:\\T -File).Name; (dir C:\\T)[1].ToString(); (gi C:\\T\\a.txt).ToString(); (gi C:\\T\\a.txt).BaseName`,
      ),
    ).toEqual(['a.txt', 'x', 'a.txt', 'x\\b.txt', 'a.txt', 'x\\b.txt', 'a.txt', 'a.txt', 'C:\\T\\a.txt', 'a']);
  });

  it('asks before it removes a folder with children', async () => {
    const lines = await shown(
      'ni C:\\T\\x -ItemType Directory -Force | Out-Null; rm C:\\T -Recurse; Test-Path C:\\T; rm C:\\T',
    );
    expect(lines[0]).toBe('False');
    expect(lines[1]).toBe("rm : Cannot find path 'C:\\T' because it does not exist.");
  });
});

describe('paths', () => {
  it('joins and splits as the navigation provider does', () => {
    expect(joinPaths('C:\\a\\', '\\b')).toBe('C:\\a\\b');
    expect(parentPath('a/b/c')).toBe('a\\b');
    expect(parentPath('C:\\a')).toBe('C:\\');
    expect(leafPath('HKLM:\\SOFTWARE\\X')).toBe('X');
  });
});

describe('a WQL condition', () => {
  it('compares texts without case, numbers as numbers, and knows LIKE, AND, OR, NOT', () => {
    const row = { Name: 'vmms', ExitCode: 10 };
    const test = (text: string) => wqlCondition(text)?.(row);
    expect(test("name='VMMS' AND ExitCode > 9")).toBe(true);
    expect(test("name LIKE 'vm%' and not ExitCode = 10")).toBe(false);
    expect(test("(name='x' OR ExitCode<>9)")).toBe(true);
    expect(test('name =')).toBeUndefined();
  });
});
