// Reads the reference tables of cmdlets (one JSON file a module) and writes compact ones that the engine loads lazily.
// Usage: node scripts/declarations.mjs <folder of reference/cmdlets>
//
// Layout of engine/cmdlets/declarations/<module>.data.json (decoded by engine/language/runtime/declaration-table.ts):
//   { module, types: [type names], cmdlets: { "Verb-Noun": { s: sets, d: index of the default set, f: flags, a: aliases,
//     o: outputs, c: confirm impact, p: [[name, type index, in sets, aliases?, extra?], ...] } }, names?: [names without a table] }
//   "in sets" is a list of words joined by blanks: a set index (or `*` for all), then flags: m mandatory, p<number> position,
//   v from the pipeline, n from the pipeline by property name, r from remaining arguments.
//   extra: { v: validate set, e: values of the enumeration, r: range, w: wildcards, d: default, x: not in the syntax }
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = process.argv[2];
if (!source) {
  console.error('usage: node scripts/declarations.mjs <folder of reference/cmdlets>');
  process.exit(2);
}
const target = fileURLToPath(new URL('../engine/cmdlets/declarations', import.meta.url));
mkdirSync(target, { recursive: true });

const stub = JSON.parse(readFileSync(join(source, 'hyper-v.stub.json'), 'utf8'));
const stubByName = new Map(stub.cmdlets.map((cmdlet) => [cmdlet.name, cmdlet]));
// Docs and the module made from the real one disagree in these; the module made from the real one wins.
const corrections = new Map(
  stub.differences.map((entry) => [`${entry.cmdlet} ${entry.set} ${entry.param}`, entry.stub]),
);

const allSets = '__AllParameterSets';
// seen: PowerShell engine, parameters with ValueFromRemainingArguments in the core modules
const fromRemaining = new Set([
  'ForEach-Object RemainingScripts',
  'ForEach-Object ArgumentList',
  'Write-Host Object',
  'Write-Output InputObject',
  'Trace-Command ArgumentList',
]);

// The pages describe newer versions too. seen: PowerShell 7's documentation (6.2 and later)
const newer = new Set(['Format-Table RepeatHeader']);

function stubSet(text) {
  return [...text.matchAll(/'([^']*)'/g)].map((match) => match[1]);
}

function shortType(type) {
  return type;
}

function compactCmdlet(cmdlet, typeIndex) {
  const sets = cmdlet.parameterSets.map((set) => set.name).filter((name) => name !== allSets);
  const stubbed = stubByName.get(cmdlet.name);
  const entry = {};
  const names = [];
  const seen = new Map();
  for (const set of cmdlet.parameterSets) {
    for (const parameter of set.parameters) {
      if (newer.has(`${cmdlet.name} ${parameter.name}`)) continue;
      if (!seen.has(parameter.name)) {
        seen.set(parameter.name, []);
        names.push(parameter.name);
      }
      const fixed = corrections.get(`${cmdlet.name} ${set.name} ${parameter.name}`);
      if (fixed === 'not in this set') continue;
      seen.get(parameter.name).push({ set: set.name, ...parameter, ...(fixed ?? {}) });
    }
  }
  const details = new Map(cmdlet.parameters.map((parameter) => [parameter.name, parameter]));
  for (const parameter of cmdlet.parameters) {
    if (!seen.has(parameter.name) && !newer.has(`${cmdlet.name} ${parameter.name}`)) {
      seen.set(parameter.name, []);
      names.push(parameter.name);
    }
  }
  const parameters = names.map((name) => {
    const uses = seen.get(name);
    const detail = details.get(name) ?? {};
    const core = cmdlet.module.startsWith('Microsoft.PowerShell') || cmdlet.module === 'CimCmdlets';
    const type = core ? (detail.type ?? uses[0]?.type) : (uses[0]?.type ?? detail.type);
    const flagsOf = (use) =>
      (use.mandatory ? 'm' : '') +
      (use.position === null || use.position === undefined ? '' : `p${use.position}`) +
      (use.valueFromPipeline ? 'v' : '') +
      (use.valueFromPipelineByPropertyName ? 'n' : '') +
      (fromRemaining.has(`${cmdlet.name} ${name}`) ? 'r' : '');
    const words = uses.map((use) => [use.set, flagsOf(use)]);
    const inAll = words.length === cmdlet.parameterSets.length && new Set(words.map(([, flags]) => flags)).size === 1;
    let inSets;
    if (words.length === 0 || inAll) inSets = `*${words[0]?.[1] ?? ''}`;
    else inSets = words.map(([set, flags]) => (set === allSets ? '*' : sets.indexOf(set)) + flags).join(' ');
    const extra = {};
    const validation = stubbed?.validation?.[name];
    if (validation?.Set) extra.v = stubSet(validation.Set);
    if (validation?.Range) extra.r = validation.Range.split(',').map(Number);
    const isText = /^(System\.)?(String|Object)(\[\])?$/.test(type ?? '');
    if (detail.acceptedValues && !extra.v) {
      if (isText && core) extra.v = detail.acceptedValues;
      else extra.e = detail.acceptedValues;
    }
    if (uses.some((use) => use.wildcards)) extra.w = 1;
    if (detail.defaultValue) extra.d = detail.defaultValue;
    if (detail.inSyntax === false) extra.x = 1;
    const row = [name, typeIndex(shortType(type ?? 'System.Object')), inSets];
    const aliases = detail.aliases ?? [];
    const hasExtra = Object.keys(extra).length > 0;
    if (aliases.length > 0 || hasExtra) row.push(aliases.length > 0 ? aliases : 0);
    if (hasExtra) row.push(extra);
    return row;
  });
  if (sets.length > 0) entry.s = sets;
  const defaultSet = cmdlet.defaultParameterSet;
  if (defaultSet && defaultSet !== allSets) entry.d = sets.indexOf(defaultSet);
  const flags = (cmdlet.commandType === 'Function' ? 'F' : '') + (cmdlet.supportsShouldProcess ? 'S' : '');
  if (flags) entry.f = flags;
  if (cmdlet.aliases?.length > 0) entry.a = cmdlet.aliases;
  const outputs = (cmdlet.outputs ?? []).filter((name) => name !== 'None');
  if (outputs.length > 0) entry.o = outputs;
  const impact = stubbed?.confirmImpact;
  if (impact && impact !== 'Medium') entry.c = impact;
  entry.p = parameters;
  return entry;
}

/** Cmdlets that only the stub knows; whether 2016 has them is not established, Wait-VM apart. */
function stubCmdlet(stubbed, typeIndex) {
  const sets = new Set();
  for (const parameter of Object.values(stubbed.parameters)) {
    for (const set of Object.keys(parameter.sets ?? {})) if (set !== allSets) sets.add(set);
  }
  const setNames = [...sets];
  const entry = {};
  if (setNames.length > 0) entry.s = setNames;
  if (stubbed.defaultParameterSet && setNames.includes(stubbed.defaultParameterSet)) {
    entry.d = setNames.indexOf(stubbed.defaultParameterSet);
  }
  if (stubbed.supportsShouldProcess) entry.f = 'S';
  if (stubbed.outputTypes?.length) entry.o = stubbed.outputTypes;
  if (stubbed.confirmImpact && stubbed.confirmImpact !== 'Medium') entry.c = stubbed.confirmImpact;
  entry.p = Object.entries(stubbed.parameters).map(([name, parameter]) => {
    const words = Object.entries(parameter.sets ?? { [allSets]: {} }).map(
      ([set, use]) =>
        (set === allSets ? '*' : setNames.indexOf(set)) +
        (use.mandatory ? 'm' : '') +
        (use.position === undefined || use.position === null ? '' : `p${use.position}`) +
        (use.vfp ? 'v' : '') +
        (use.vfpbn ? 'n' : ''),
    );
    const type =
      { switch: 'SwitchParameter', string: 'String', 'string[]': 'String[]' }[parameter.type] ?? parameter.type;
    return [name, typeIndex(type), words.join(' ')];
  });
  return entry;
}

for (const file of readdirSync(source).sort()) {
  if (!file.endsWith('.json') || file === 'hyper-v.stub.json') continue;
  const table = JSON.parse(readFileSync(join(source, file), 'utf8'));
  const types = [];
  const typeIndex = (type) => {
    let index = types.indexOf(type);
    if (index < 0) index = types.push(type) - 1;
    return index;
  };
  const cmdlets = {};
  const names = [];
  for (const cmdlet of table.cmdlets) {
    if (typeof cmdlet === 'string') names.push(cmdlet);
    else cmdlets[cmdlet.name] = compactCmdlet(cmdlet, typeIndex);
  }
  if (file === 'hyper-v.json') {
    for (const stubbed of stub.cmdlets) {
      if (
        !cmdlets[stubbed.name] &&
        /^(Wait-VM|(Get|Set)-VMNetworkAdapterRdma|.*AssignableDevice.*)$/.test(stubbed.name)
      ) {
        cmdlets[stubbed.name] = stubCmdlet(stubbed, typeIndex);
      }
    }
  }
  const output = { module: table.module, types, cmdlets };
  if (names.length > 0) output.names = names;
  const path = join(target, file.replace(/\.json$/, '.data.json'));
  const lines = Object.entries(cmdlets).map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  writeFileSync(
    path,
    `{"module":${JSON.stringify(output.module)},"types":${JSON.stringify(types)},"names":${JSON.stringify(names)},"cmdlets":{\n${lines.join(',\n')}\n}}\n`,
  );
}
