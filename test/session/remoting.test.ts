/** Remote commands in a session: Invoke-Command, PSSession, Enter-PSSession, credentials. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Catalog } from '../../engine/session/catalog';
import { prepareEngine } from '../../engine/session/registry';
import { runScript } from '../../engine/session/run-script';
import { Session } from '../../engine/session/session';
import { readLabsFolder } from './labs-folder';

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

const CREDENTIAL = `$c = New-Object System.Management.Automation.PSCredential 'Administrator', (ConvertTo-SecureString 'Pa55w.rd' -AsPlainText -Force)`;

/** Lines that a script prints. */
function run(...lines: string[]): string[] {
  const result = runScript(catalog, lines.join('\n'), { world: 'two-hosts', width: 120, typed: false, seed: 1 });
  expect(result.problem).toBeNull();
  return result.lines.map((line) => line.trimEnd());
}

/** The text of a console after lines, answers included, have been entered. */
function typed(session: Session, lines: string[], machine = 'HV01'): string[] {
  for (const line of lines) {
    session.console(machine).console.submit(line);
    expect(session.settle()).toBe(true);
  }
  return session
    .console(machine)
    .console.screen.allLines()
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}
function newSession(): Session {
  return new Session(catalog, { world: 'two-hosts', width: 120, height: 50 });
}

describe('Invoke-Command -ComputerName', () => {
  it('runs there and takes arguments, input and $using: variables along', () => {
    expect(
      run(
        '$x = 5',
        '$list = 1..3',
        'Invoke-Command -ComputerName HV02 { param($p) "$env:COMPUTERNAME $using:x $p $($using:list.Count)" } -ArgumentList 7',
        '4,5 | Invoke-Command -ComputerName HV02.contoso.com { ($input | Measure-Object -Sum).Sum }',
        'Invoke-Command -ComputerName localhost { hostname }',
        'Invoke-Command -ComputerName . { hostname }',
      ),
    ).toEqual(['HV02 5 7 3', '9', 'HV01', 'HV01']);
  });

  it('answers copies that say where they come from', () => {
    expect(
      run(
        '$s = Invoke-Command -ComputerName HV02 { Get-VMSwitch }',
        '$s.PSTypeNames[0]',
        '"$($s.PSComputerName) $($s.PSShowComputerName) $($s.RunspaceId.GetType().Name)"',
        '$n = Invoke-Command -ComputerName HV02 { 42 } -HideComputerName',
        '"$($n.PSComputerName) $($n.PSShowComputerName) $($n + 1) $($n.GetType().Name)"',
        'try { $s.Clone() } catch { $_.FullyQualifiedErrorId }',
      ),
    ).toEqual([
      'Deserialized.Microsoft.HyperV.PowerShell.VMSwitch',
      'HV02 True Guid',
      'HV02 False 43 Int32',
      'MethodNotFound',
    ]);
  });

  it('shows the computer with the default view, unless it is to be hidden', () => {
    const shown = run('Invoke-Command -ComputerName HV02,HV01 { Get-VMSwitch }');
    expect(shown[1]).toMatch(/^Name SwitchType NetAdapterInterfaceDescription +PSComputerName$/);
    expect(shown.slice(3, 5).map((line) => line.slice(-4))).toEqual(['HV02', 'HV01']);
    expect(run('Invoke-Command -ComputerName HV02 { Get-VMSwitch } -HideComputerName')[1]).not.toContain('PSComputer');
  });

  it('runs on several computers side by side, in the order of simulated time', () => {
    expect(
      run(
        '$t = Get-Date',
        'Invoke-Command -ComputerName HV01,HV02 { if ($env:COMPUTERNAME -eq "HV01") { Start-Sleep 10 } else { Start-Sleep 8 }; hostname }',
        '[int]((Get-Date) - $t).TotalSeconds',
      ),
    ).toEqual(['HV02', 'HV01', '10']);
  });

  it('shows what the other side decided to show', () => {
    expect(
      run(`Invoke-Command -ComputerName HV02 { Write-Verbose 'v' -Verbose; Write-Host 'h'; Write-Verbose 'no' }`),
    ).toEqual(['VERBOSE: v', 'h']);
  });

  it('reports errors and warnings of the other side', () => {
    expect(
      run(`Invoke-Command -ComputerName HV02 { Get-Item C:\\nosuch; Write-Warning 'careful'; throw 'bad'; 'never' }`),
    ).toEqual([
      `Cannot find path 'C:\\nosuch' because it does not exist.`,
      '    + CategoryInfo          : ObjectNotFound: (C:\\nosuch:String) [Get-Item], ItemNotFoundException',
      '    + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand',
      '    + PSComputerName        : HV02',
      '',
      'WARNING: careful',
      'bad',
      '    + CategoryInfo          : OperationStopped: (bad:String) [], RuntimeException',
      '    + FullyQualifiedErrorId : bad',
      '    + PSComputerName        : HV02',
      '',
    ]);
    expect(
      run(
        'try { Invoke-Command -ComputerName HV02 { Get-Item C:\\nosuch } -ErrorAction Stop } catch { $_.OriginInfo.PSComputerName }',
      ),
    ).toEqual(['HV02']);
  });

  it('says which computer cannot be reached, and goes on with the others', () => {
    const lines = run('Invoke-Command -ComputerName NOSUCH,HV02 { hostname }');
    expect(lines[0]).toMatch(/^\[NOSUCH\] Connecting to remote server NOSUCH failed/);
    expect(lines.some((line) => /OpenError: \(NOSUCH:String\) \[\], PSRemotingTransportException$/.test(line))).toBe(
      true,
    );
    expect(lines.some((line) => /: NetworkPathNotFound,PSSessionStateBroken$/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('HV02');
  });

  it('does not go on to a third computer without a credential', () => {
    const lines = run('Invoke-Command -ComputerName HV02 { Invoke-Command -ComputerName FS01 { hostname } }');
    expect(lines.join('\n')).toContain('0x8009030e');
    expect(lines).toContain('    + PSComputerName        : HV02');
  });
});

describe('PowerShell Direct', () => {
  it('runs in the guest', () => {
    expect(run(CREDENTIAL, 'Invoke-Command -VMName VM01 -Credential $c { hostname }')).toEqual(['VM01']);
    expect(
      run(CREDENTIAL, 'Invoke-Command -VMId (Get-VM VM01).Id -Credential $c { (Get-NetAdapter).InterfaceDescription }'),
    ).toEqual(['Microsoft Hyper-V Network Adapter']);
  });

  it.each([
    [
      'Invoke-Command -VMName NOSUCH -Credential $c { 1 }',
      'The input VMName NOSUCH does not resolve to a single virtual machine.',
      'InvalidVMNameNotSingle,Microsoft.PowerShell.Commands.InvokeCommandCommand',
    ],
    [
      'Stop-VM VM01 -TurnOff -Force; Invoke-Command -VMName VM01 -Credential $c { 1 }',
      'The virtual machine VM01 is not in running state.',
      'InvalidVMState,Microsoft.PowerShell.Commands.InvokeCommandCommand',
    ],
    [
      `Invoke-Command -VMName VM01 -Credential ([pscredential]::new('Administrator', (ConvertTo-SecureString 'x' -AsPlainText -Force))) { 1 }`,
      '[VM01] The credential is invalid.',
      'PSSessionStateBroken',
    ],
    [
      'Invoke-Command -ComputerName HV02 { Invoke-Command -VMName VM01 -Credential $using:c { 1 } }',
      'The input VMName VM01 does not resolve to a single virtual machine.',
      'InvalidVMNameNotSingle,Microsoft.PowerShell.Commands.InvokeCommandCommand',
    ],
  ])('%s', (line, message, id) => {
    expect(
      run(CREDENTIAL, `${line} 2>$null`, '$Error[0].Exception.Message', '$Error[0].FullyQualifiedErrorId'),
    ).toEqual([message, id]);
  });
});

describe('the guest', () => {
  it('has the VF beside the synthetic adapter while it is attached', () => {
    const names = 'Invoke-Command -VMName VM01 -Credential $c { (Get-NetAdapter).InterfaceDescription }';
    expect(
      run(
        CREDENTIAL,
        'Set-VMNetworkAdapter -VMName VM01 -IovWeight 100; Start-Sleep 5',
        names,
        `Invoke-Command -VMName VM01 -Credential $c { $null = ping -n 2 192.168.10.12; @((Get-NetAdapterStatistics).SentUnicastPackets -ge 2).Count }`,
        `Invoke-Command -VMName VM01 -Credential $c { Disable-NetAdapter 'Ethernet 2' -Confirm:$false; Start-Sleep 1 }`,
        '(Get-VMNetworkAdapter VM01).VFDataPathActive',
        `Invoke-Command -VMName VM01 -Credential $c { Enable-NetAdapter 'Ethernet 2'; Start-Sleep 1 }`,
        '(Get-VMNetworkAdapter VM01).VFDataPathActive',
        'Set-VMNetworkAdapter -VMName VM01 -IovWeight 0; Start-Sleep 5',
        names,
      ),
    ).toEqual([
      'Microsoft Hyper-V Network Adapter',
      'Intel(R) 82599 Virtual Function',
      '2',
      'False',
      'True',
      'Microsoft Hyper-V Network Adapter',
    ]);
  });
});

describe('PSSession', () => {
  it('keeps variables between calls until it is removed', () => {
    expect(
      run(
        '$s = New-PSSession -ComputerName HV02',
        'Invoke-Command -Session $s { $y = 42 }',
        'Invoke-Command -Session $s { $y }',
        '"$((Get-PSSession).Name) $($s.State) $($s.ComputerType) $($s.Availability)"',
        'Remove-PSSession $s',
        '"$(@(Get-PSSession).Count) $($s.State)"',
      ),
    ).toEqual(['42', 'Session1 Opened RemoteMachine Available', '0 Closed']);
  });

  it('breaks when its computer goes down', () => {
    const lines = run(
      '$s = New-PSSession -ComputerName HV02',
      'Restart-Computer -ComputerName HV02 -Force',
      'Start-Sleep 1',
      '"$($s.State)"',
      'Invoke-Command -Session $s { 1 } 2>$null',
      '$Error[0].Exception.Message',
    );
    expect(lines[0]).toBe('Broken');
    expect(lines[1]).toContain(
      'is not equal to Open, you cannot run a command  in the session.  The session state is Broken.',
    );
  });
});

describe('Enter-PSSession', () => {
  it('speaks to the other machine until exit', () => {
    const lines = typed(newSession(), ['Enter-PSSession HV02', 'hostname', 'cd \\', 'exit', 'hostname']);
    expect(lines).toEqual([
      'PS C:\\> Enter-PSSession HV02',
      '[HV02]: PS C:\\Users\\Administrator\\Documents> hostname',
      'HV02',
      '[HV02]: PS C:\\Users\\Administrator\\Documents> cd \\',
      '[HV02]: PS C:\\> exit',
      'PS C:\\> hostname',
      'HV01',
      'PS C:\\>',
    ]);
  });

  it('asks for the credential of a guest, and completes there', () => {
    const session = newSession();
    const lines = typed(session, [
      'Enter-PSSession -VMName VM01',
      'Administrator',
      'Pa55w.rd',
      '$onlyThere = 1',
      'Enter-PSSession HV02',
    ]);
    expect(lines.slice(0, 6)).toEqual([
      'PS C:\\> Enter-PSSession -VMName VM01',
      'cmdlet Enter-PSSession at command pipeline position 1',
      'Supply values for the following parameters:',
      'Credential',
      'User: Administrator',
      'Password for user Administrator: ********',
    ]);
    expect(lines.join('\n')).toContain('You are currently in a Windows PowerShell PSSession');
    const { language } = session.console('HV01').shell;
    expect(language.complete('$onlyTh', 7)?.matches.map((match) => match.completionText)).toEqual(['$onlyThere']);
    expect(typed(session, ['Exit-PSSession', 'hostname']).slice(-2)).toEqual(['HV01', 'PS C:\\>']);
    expect(language.complete('$onlyTh', 7)?.matches ?? []).toEqual([]);
  });

  it('goes on into a guest of that host, and back step by step', () => {
    const lines = typed(
      newSession(),
      [
        'Enter-PSSession HV01',
        'Enter-PSSession -VMName VM01 -Credential Administrator',
        'Pa55w.rd',
        'hostname',
        'exit',
        'exit',
      ],
      'CLIENT',
    );
    expect(lines.slice(-5)).toEqual([
      '[HV01]: [VM01]: PS C:\\Users\\Administrator\\Documents> hostname',
      'VM01',
      '[HV01]: [VM01]: PS C:\\Users\\Administrator\\Documents> exit',
      '[HV01]: PS C:\\Users\\Administrator\\Documents> exit',
      'PS C:\\>',
    ]);
  });

  it('comes back when the machine goes down', () => {
    const lines = typed(newSession(), ['Enter-PSSession HV02', 'Restart-Computer -Force', 'hostname']);
    expect(lines.slice(-2)).toEqual(['HV01', 'PS C:\\>']);
  });
});

describe('credentials', () => {
  it('hold a user name and a password', () => {
    expect(
      run(
        `$c = [pscredential]::new('CONTOSO\\anna', (ConvertTo-SecureString 'Secret 1' -AsPlainText -Force))`,
        '$n = $c.GetNetworkCredential()',
        '"$($c.UserName) $($c.Password) $($n.Domain) $($n.UserName) $($n.Password)"',
        '$blob = ConvertFrom-SecureString $c.Password',
        '$blob -match "Secret"',
        `[pscredential]::new('u', (ConvertTo-SecureString $blob)).GetNetworkCredential().Password`,
        `try { ConvertTo-SecureString 'x' -AsPlainText } catch { $_.FullyQualifiedErrorId }`,
      ),
    ).toEqual([
      'CONTOSO\\anna System.Security.SecureString CONTOSO anna Secret 1',
      'False',
      'Secret 1',
      'ImportSecureString_ForceRequired,Microsoft.PowerShell.Commands.ConvertToSecureStringCommand',
    ]);
  });

  it('are asked for, and a replay of the log needs no password in it', () => {
    const session = newSession();
    const lines = typed(session, [
      '$c = Get-Credential Administrator',
      'Pa55w.rd',
      'Invoke-Command -VMName VM01 -Credential $c { hostname }',
      'Invoke-Command -VMName VM01 -Credential Administrator { hostname }',
      'wrong one',
    ]);
    expect(lines.slice(1, 6)).toEqual([
      'Windows PowerShell credential request',
      'Enter your credentials.',
      'Password for user Administrator: ********',
      'PS C:\\> Invoke-Command -VMName VM01 -Credential $c { hostname }',
      'VM01',
    ]);
    expect(lines).toContain('[VM01] The credential is invalid.');
    const saved = session.save();
    expect(JSON.stringify(saved)).not.toMatch(/Pa55w\.rd|wrong one/);
    expect(saved.log.filter((entry) => entry.kind === 'answer').map((entry) => entry.data)).toEqual([
      { secret: 'account', account: 'CONTOSO\\Administrator' },
      { secret: 'unknown', length: 9 },
    ]);
    const again = Session.replay(catalog, JSON.parse(JSON.stringify(saved)), {}, undefined, { width: 120, height: 50 });
    again.settle();
    expect(typed(again, [])).toEqual(lines);
  });
});
