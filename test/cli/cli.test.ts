import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Catalog, prepareEngine, Session } from '../../engine/index';
import { readLabsFolder } from '../session/labs-folder';

/** The `lab` command as a user calls it: results on stdout, messages on stderr, exit codes. */
const folder = mkdtempSync(join(tmpdir(), 'dualpath-cli-'));

function lab(args: string[], input?: string) {
  const { status, stdout, stderr } = spawnSync('node', ['scripts/lab.mjs', ...args], {
    encoding: 'utf8',
    input: input ?? '',
    env: { ...process.env, INIT_CWD: folder },
  });
  return { status, stdout, stderr };
}
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

beforeAll(() => {
  execFileSync('node', ['scripts/lab.mjs', 'list']);
}, 60_000);

describe('lab', () => {
  it('lists worlds and labs', () => {
    const { status, stdout } = lab(['list']);
    expect(status).toBe(0);
    expect(stdout).toContain('two-hosts');
    expect(stdout).toContain('live-migrate');
  });

  it('says what was wrong in a call, with exit code 2 and nothing on stdout', () => {
    for (const [args, text] of [
      [['nonsense'], "unknown call 'nonsense'"],
      [['run', '--world', 'moon', '-'], "There is no world 'moon'"],
      [['run', '--host', 'HV99', '-'], "There is no machine 'HV99'"],
      [['run', 'missing.ps1'], 'there is no such file'],
      [['verify', 'nope'], "there is no lab 'nope'"],
      [['check', 'nope', file('a.ps1', '1')], "There is no lab 'nope'"],
      [['run', '--width', 'wide', '-'], '--width'],
      [['transcripts', file('bad.json', '{')], 'is not JSON'],
    ] as [string[], string][]) {
      const { status, stdout, stderr } = lab(args);
      expect(stderr).toContain(text);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  it('runs a script, and types one', () => {
    const script = "Get-VMSwitch | Format-List *iov*; 'done'";
    const plain = lab(['run', '--world', 'two-hosts', '--host', 'HV02', '-'], script);
    expect(plain.status).toBe(0);
    expect(plain.stdout).toContain('IovSupport               : False');
    expect(plain.stdout).not.toContain('PS C:\\>');
    const typed = lab(['run', '--typed', '--width', '80', '-'], "'a'\nif ($true) {\n'b'\n}\n");
    expect(typed.stdout).toBe(
      ["PS C:\\> 'a'", 'a', 'PS C:\\> if ($true) {', ">> 'b'", '>> }', 'b', 'PS C:\\>', ''].join('\n'),
    );
  });

  it('holds a script that does not end', () => {
    const { status, stderr } = lab(['run', '-'], 'while ($true) { }');
    expect(status).toBe(2);
    expect(stderr).toContain('does not end');
  });

  it('shows a syntax error as the shell does', () => {
    const { stdout } = lab(['run', '-'], 'if (');
    expect(stdout).toContain("Missing condition in if statement after 'if ('.");
  });

  it('takes cases and prints results as JSON', () => {
    const cases = file(
      'cases.json',
      JSON.stringify([
        { id: 'a', code: '1+1' },
        { id: 'b', code: 'throw 1' },
      ]),
    );
    const printed = JSON.parse(lab(['transcripts', cases]).stdout) as { id: string; lines: string[] }[];
    expect(printed.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(printed[0]?.lines).toEqual(['2']);
    const parsed = JSON.parse(lab(['parse', cases]).stdout) as { id: string; errors: unknown[] }[];
    expect(parsed[0]?.errors).toEqual([]);
    const offered = JSON.parse(
      lab(['complete', file('tab.json', JSON.stringify([{ id: 'a', code: 'Get-VMSw', cursor: 8 }]))]).stdout,
    ) as { matches: { completionText: string }[] }[];
    expect(offered[0]?.matches.map((match) => match.completionText)).toContain('Get-VMSwitch');
  });

  it('checks an answer, right and wrong', () => {
    const right = readFileSync('labs/check-your-server/solutions/registry.ps1', 'utf8');
    const good = lab(['check', 'check-your-server', file('right.ps1', right)]);
    expect(good.stdout).toContain('3 of 3 steps passed');
    expect(good.status).toBe(0);
    const bad = lab(['check', 'check-your-server', file('wrong.ps1', 'Restart-Service vmms')]);
    expect(bad.stdout).toContain('[-]');
    expect(bad.status).toBe(1);
    const broken = lab(['check', 'check-your-server', file('broken.ps1', 'if (')]);
    expect(broken.status).toBe(2);
    expect(broken.stderr).toContain('line 1');
  });

  it('grades a folder of submissions by replaying them, and believes nothing in them', async () => {
    await prepareEngine();
    const catalog = new Catalog(readLabsFolder());
    const session = new Session(catalog, { world: '', lab: 'check-your-server' });
    for (const line of ['Set-LabFirmware -Name pcieNativeControl -Value os', 'Restart-Computer']) {
      session.submit('HV02', line);
      session.settle();
    }
    const honest = session.save();
    const room = mkdtempSync(join(folder, 'grade-'));
    writeFileSync(join(room, 'half.json'), JSON.stringify(honest));
    writeFileSync(join(room, 'forged.json'), JSON.stringify({ ...honest, log: [], outcome: 'made up' }));
    writeFileSync(join(room, 'broken.json'), '{');
    const { status, stdout, stderr } = lab(['grade', room, '--format', 'json']);
    const grades = JSON.parse(stdout) as { file: string; passed: number; note: string; problem: string | null }[];
    const by = (name: string) => grades.find((grade) => grade.file === name);
    expect(by('half.json')).toMatchObject({ passed: 1, problem: null });
    expect(by('forged.json')).toMatchObject({ passed: 0 });
    expect(by('forged.json')?.note).toContain('another state');
    expect(by('broken.json')?.problem).toContain('not JSON');
    expect(stderr).toContain('broken.json');
    expect(status).toBe(1);
  });
});
