// Turns the tables of built-in views (powershell-views.json, objects.json) into engine/language/formatting/views.data.json.
// Usage: node scripts/views.mjs FOLDER_WITH_THE_TWO_FILES
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/views.mjs FOLDER');
  process.exit(2);
}
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const core = read('powershell-views.json');
const objects = read('objects.json');

/** [label, property, width, alignment l|c|r, format, computed]: trailing empty parts are left out. */
function field(column, computedByUnit) {
  const label = column.label ?? '';
  let property = column.property ?? (column.script ? '' : label);
  let computed = column.script ? 1 : 0;
  if (computedByUnit && /\(M\)$/.test(label)) computed = 1;
  if (!property && column.uses?.length === 1) property = column.uses[0];
  const parts = [
    label === property && !computed ? '' : label,
    property,
    column.width || 0,
    (column.align ?? '').slice(0, 1).toLowerCase(),
    column.format ?? '',
    computed,
  ];
  while (parts.length > 2 && !parts[parts.length - 1]) parts.pop();
  return parts;
}

const views = [];
// Tables of commands that do not exist here or whose layout is an inner matter of the help system are left out.
const skipped = /CmdletDefinition|HelpInfo|PSMethod$/;
for (const view of core.views) {
  if (view.shape === 'custom' || view.types.some((type) => skipped.test(type))) continue;
  const record = {
    t: view.types,
    n: view.view,
    s: view.shape[0],
    c: (view.columns ?? view.items ?? []).map((c) => field(c)),
  };
  if (view.wrap) record.w = 1;
  if (/autoSize: true/.test(view.options ?? '')) record.a = 1;
  if (view.groupBy)
    record.g = [view.groupBy.by.replace('(script) ', ''), view.groupBy.label ?? '', view.groupBy.customControl ? 1 : 0];
  if (view.variants && view.entryTypes) {
    const types = [...view.entryTypes.matchAll(/"([^"]+)"/g)].map((match) => match[1]);
    record.v = view.variants.map((variant, i) => [types[i] ? [types[i]] : [], variant.items.map((c) => field(c))]);
  }
  views.push(record);
}
const seen = new Set(views.flatMap((view) => view.t.map((type) => `${type}/${view.s}`.toLowerCase())));
for (const view of objects.views) {
  const types = view.type
    .split(' / ')
    .map((type, i, all) => (i > 0 && !type.includes('.') ? all[0].slice(0, all[0].lastIndexOf('.') + 1) + type : type));
  if (types.some((type) => seen.has(`${type}/${view.kind[0]}`.toLowerCase()))) continue;
  // Lists seen without a view of their own print all properties anyway.
  if (/all properties, no table view|default \(unpiped\) shape was not seen/.test(view.note ?? '')) continue;
  const record = { t: types, n: types[0], s: view.kind[0], c: view.columns.map((c) => field(c, true)) };
  if (view.autoSize) record.a = 1;
  if (view.groupBy) record.g = [view.groupBy.property, view.groupBy.label ?? '', 0];
  views.push(record);
}

const display = {};
for (const [type, facts] of Object.entries(core.types)) if (facts.display) display[type] = facts.display.join('|');

const target = new URL('../engine/language/formatting/views.data.json', import.meta.url);
const lines = views.map((view) => JSON.stringify(view)).join(',\n');
writeFileSync(target, `{"views":[\n${lines}\n],\n"display":${JSON.stringify(display)}}\n`);
console.log(`${views.length} views, ${Object.keys(display).length} display sets`);
