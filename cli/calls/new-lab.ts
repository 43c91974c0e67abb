import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Call } from '../lab';
import { readArguments, UsageError } from '../usage';

/** A lab folder that passes `lab verify`, to be changed into one's own. */
export const newLab: Call = (words, { root }) => {
  const { words: names } = readArguments(words, {});
  const [name] = names;
  if (names.length !== 1 || name === undefined) throw new UsageError('expected one name: lab new NAME');
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError(
      `found '${name}', expected a stable word: lower-case letters, digits and hyphens, such as 'set-a-weight'`,
    );
  }
  const folder = join(root, 'labs', name);
  if (existsSync(folder)) throw new UsageError(`labs/${name} exists already; choose another name or change that one`);
  for (const [path, text] of Object.entries(template(name))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  process.stdout.write(`labs/${name} is there. Next: change its files, then 'npm run -s lab -- verify ${name}'.\n`);
  return 0;
};

function template(name: string): Record<string, string> {
  return {
    'lab.yaml': `# yaml-language-server: $schema=../lab.schema.json
id: ${name}
title: Note who owns a virtual machine
chapter: sr-iov-and-live-migration
minutes: 5
world: two-hosts
host: HV01
steps:
  - id: write-a-note
    title: Write a note
    hints:
      - A virtual machine has a property for remarks. Look at all its properties.
    questions:
      - id: how-many
        kind: number
        text: How many virtual machines does HV01 have?
        expression: '@(Get-VM).Count'
`,
    'checks.Tests.ps1': `# Each Describe has the id of a step. The checks look at the state, not at what was typed.

Describe 'write-a-note' {
    It 'VM01 names its owner' {
        (Get-VM -Name VM01).Notes | Should -BeLike 'Owner: *' -Because 'everybody should see whom to ask'
    }
}
`,
    'guide.mdx': `Somebody will ask whom VM01 belongs to. Write it down where everybody looks.

<Command host="HV01">{\`Get-VM -Name VM01 | Format-List Name, State, Notes\`}</Command>

<Step id="write-a-note" />
`,
    'solutions/set-vm.ps1': `Set-VM -Name VM01 -Notes 'Owner: Networking'
`,
    'mistakes/renamed.ps1': `# fails: write-a-note : everybody should see whom to ask
Set-VM -Name VM01 -Notes 'Networking'
`,
  };
}
