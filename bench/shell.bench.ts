/** The shell through a whole session: parse and run, pipelines, Tab, and the labs from both sides. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  Catalog,
  completeCases,
  type LabsFolder,
  prepareEngine,
  runScript,
  Session,
  verifyLabs,
} from '../engine/index';
import { parse } from '../engine/language/parsing/parser';

interface Row {
  name: string;
  value: number;
  unit: string;
  aim?: string;
}

function milliseconds(work: () => void): number {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function median(rounds: number, work: () => void): number {
  const times = Array.from({ length: rounds }, () => milliseconds(work)).sort((a, b) => a - b);
  return times[Math.floor(rounds / 2)] ?? 0;
}

function labsFolder(root: string): LabsFolder {
  const folder = join(root, 'labs');
  const files: LabsFolder = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && existsSync(path))
      files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return files;
}

/** A script of a thousand lines as an author writes them: functions, loops, pipelines, strings. */
function thousandLines(): string {
  const parts: string[] = [];
  for (let i = 0; i < 125; i++) {
    parts.push(
      `function Get-Part${i} {`,
      '    param([int]$Number, [string]$Name = "part")',
      `    if ($Number -gt ${i}) { return "$Name-$Number" }`,
      '    $list = foreach ($n in 1..5) { @{ Id = $n; Name = "$Name $n" } }',
      '    $list | Where-Object { $_.Id -ge 2 } | ForEach-Object { $_.Name }',
      '}',
      `$r${i} = Get-Part${i} -Number ${i}`,
      `"{0}: {1}" -f ${i}, $r${i}.Count`,
    );
  }
  return parts.join('\n');
}

export async function run({ root }: { root: string }): Promise<Row[]> {
  const prepared = process.hrtime.bigint();
  await prepareEngine();
  const prepare = Number(process.hrtime.bigint() - prepared) / 1e6;
  const catalog = new Catalog(labsFolder(root));
  catalog.world('two-hosts');
  const script = thousandLines();
  const options = { world: 'two-hosts', width: 120, typed: false, seed: 1 };
  const timed = (text: string, rounds: number): number => {
    runScript(catalog, text, options);
    return median(rounds, () => runScript(catalog, text, options));
  };
  const empty = timed('', 5);
  const completion = { id: 'tab', code: 'Get-VMSwitch | Format-List *io' };
  const labs = catalog.labNames();
  return [
    { name: 'prepare the engine once', value: prepare, unit: 'ms' },
    {
      name: 'session of two-hosts, ready for a line (median of 5)',
      value: median(5, () => new Session(catalog, { world: 'two-hosts' }).console('HV01')),
      unit: 'ms',
    },
    { name: 'parse 1,000 lines (median of 15)', value: median(15, () => parse(script)), unit: 'ms' },
    { name: 'run 1,000 lines, session included (median of 5)', value: timed(script, 5), unit: 'ms' },
    { name: 'an empty script, session included (median of 5)', value: empty, unit: 'ms' },
    {
      name: '1..100000 | ForEach-Object, session included',
      value: timed('$x = 1..100000 | ForEach-Object { $_ }', 5),
      unit: 'ms',
    },
    {
      name: 'while, 1,000,000 rounds, session included',
      value: timed('$i = 0; while ($i -lt 1000000) { $i++ }', 3),
      unit: 'ms',
    },
    {
      name: '20,000 objects, Format-Table | Out-String, session included',
      value: timed('$x = 1..20000 | % { [pscustomobject]@{ A = $_; B = "x$_" } } | Format-Table | Out-String', 3),
      unit: 'ms',
    },
    {
      name: 'Tab (median of 15, session included)',
      value: median(15, () => completeCases(catalog, [completion], { world: 'two-hosts' })),
      unit: 'ms',
    },
    {
      name: `lab verify of ${labs.length} labs`,
      value: milliseconds(() => {
        for (const result of verifyLabs(catalog, labs)) if (!result.good) throw new Error(`${result.lab} is not good`);
      }),
      unit: 'ms',
      aim: '< 3,000',
    },
  ];
}
