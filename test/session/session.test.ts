import { beforeAll, describe, expect, it } from 'vitest';
import { checkStep } from '../../engine/lab/check-step';
import { Catalog } from '../../engine/session/catalog';
import { readSavedSession } from '../../engine/session/log';
import { prepareEngine } from '../../engine/session/registry';
import { Session } from '../../engine/session/session';
import { readLabsFolder } from './labs-folder';

let catalog: Catalog;
beforeAll(async () => {
  await prepareEngine();
  catalog = new Catalog(readLabsFolder());
});

const screenOf = (session: Session, name = 'HV01'): string =>
  session.console(name).console.screen.allLines().join('\n').trimEnd();

function entered(session: Session, lines: readonly string[], name = 'HV01'): Session {
  for (const line of lines) {
    expect(session.submit(name, line)).toBe(true);
    expect(session.settle()).toBe(true);
  }
  return session;
}

const work = [
  '$a = Get-VMSwitch',
  'Set-VMNetworkAdapter -VMName VM01 -IovWeight 100',
  'Start-LabTraffic -From CLIENT -To VM01',
  'Start-Sleep -Seconds 3',
  'Move-VM VM01 HV02',
  'Get-Random; Get-Date; (Get-LabTraffic).Sent',
];

describe('a session', () => {
  it('comes out the same when its log is replayed, on the screen and in the world', () => {
    const session = entered(new Session(catalog, { world: 'two-hosts', seed: 7 }), work);
    const saved = readSavedSession(JSON.parse(JSON.stringify(session.save())));
    const again = Session.replay(catalog, saved);
    again.settle();
    expect(screenOf(again)).toBe(screenOf(session));
    expect(again.world.stateHash()).toBe(session.world.stateHash());
    expect(again.save()).toEqual(session.save());
  });

  it('goes back to an earlier entry by replaying less', () => {
    const session = entered(new Session(catalog, { world: 'two-hosts' }), [
      "'first'",
      'Remove-VMSwitch IOV -Force',
      "'last'",
    ]);
    const back = Session.replay(catalog, session.save(), {}, 1);
    back.settle();
    expect(screenOf(back)).toContain('first');
    expect(screenOf(back)).not.toContain('Remove-VMSwitch');
    expect(back.world.stateHash()).toBe(new Session(catalog, { world: 'two-hosts' }).world.stateHash());
  });

  it('stops an endless loop and takes the next line', () => {
    const session = new Session(catalog, { world: 'two-hosts' });
    session.submit('HV01', 'while ($true) { $i++ }');
    let slices = 0;
    session.work(Number.MAX_SAFE_INTEGER, () => ++slices < 50);
    expect(session.isBusy).toBe(true);
    session.interrupt('HV01');
    session.settle();
    entered(session, ["'still here'"]);
    expect(screenOf(session)).toContain('still here');
    expect(screenOf(session)).not.toContain('simulator failed');
    entered(session, ['$i']);
    const again = Session.replay(catalog, session.save());
    again.settle();
    expect(screenOf(again)).toBe(screenOf(session));
  });

  it('gives a machine that was restarted a new console', () => {
    const session = entered(new Session(catalog, { world: 'two-hosts' }), ['$kept = 1', 'Restart-Computer']);
    entered(session, ['"[$kept]"']);
    expect(screenOf(session)).toContain('[]');
  });

  it('keeps files of the editor in its log', () => {
    const session = new Session(catalog, { world: 'two-hosts' });
    session.saveFile('HV01', 'C:\\Scripts\\hello.ps1', "'from the file'");
    entered(session, ['C:\\Scripts\\hello.ps1']);
    expect(screenOf(session)).toContain('from the file');
    const again = Session.replay(catalog, session.save());
    again.settle();
    expect(screenOf(again)).toBe(screenOf(session));
    expect(again.readFile('HV01', 'C:\\Scripts\\hello.ps1')).toBe("'from the file'");
  });

  it('runs commands on several consoles at the same time', () => {
    const session = new Session(catalog, { world: 'two-hosts' });
    session.submit('HV01', "Start-Sleep 2; 'one'");
    session.submit('HV02', "Start-Sleep 1; 'two'");
    session.settle();
    expect(screenOf(session, 'HV01')).toContain('one');
    expect(screenOf(session, 'HV02')).toContain('two');
    expect(session.world.simulation.now).toBeLessThan(2.5e9);
  });

  it('tells which command a check last came out otherwise after', () => {
    const session = entered(
      new Session(catalog, { world: '', lab: 'check-your-server' }),
      ["'looking around'", 'Get-VMHost | Out-Null'],
      'HV02',
    );
    const [step] = session.lab?.steps ?? [];
    if (session.lab === null || step === undefined) throw new Error('no lab');
    expect(checkStep(session.lab, step, session.labSession()).passed).toBe(false);
    entered(session, ['Set-LabFirmware -Name pcieNativeControl -Value os', 'Restart-Computer'], 'HV02');
    expect(checkStep(session.lab, step, session.labSession()).passed).toBe(true);
    entered(session, ['Set-LabFirmware -Name pcieNativeControl -Value bios', 'Restart-Computer'], 'HV02');
    const result = checkStep(session.lab, step, session.labSession());
    expect(result.passed).toBe(false);
    expect(result.results[0]?.lastChangedBy).toBe('Restart-Computer');
  });

  it('does not touch the reader’s world when a check runs', () => {
    const session = new Session(catalog, { world: '', lab: 'check-your-server' });
    const before = session.world.stateHash();
    session.labSession().evaluate('HV02', 'Remove-VMSwitch -Name * -Force; Get-VMSwitch');
    expect(session.world.stateHash()).toBe(before);
  });
});
