import { defineCmdlet } from '../../language/command';
import { defineType, type NetType } from '../../language/types';
import { PSArray, PSList, TypedObject, type Value } from '../../language/values';
import { editorFunction, editorFunctions } from '../editor/functions';
import { parseChord } from '../keys';
import { lineEditorService } from './line-editor-service';

const module = 'PSReadline';
const provenance = 'seen: powershell-line-editing.md; parameters of PSReadLine 1.2' as const;

interface KeyHandler {
  key: string;
  name: string;
  description: string;
}

let handlerType: NetType | undefined;
function keyHandlerType(): NetType {
  handlerType ??= defineType<KeyHandler>({
    name: 'Microsoft.PowerShell.KeyHandler',
    properties: {
      Key: { type: 'string', get: (handler) => handler.key },
      Function: { type: 'string', get: (handler) => handler.name },
      Description: { type: 'string', get: (handler) => handler.description },
    },
  });
  return handlerType;
}

/** Letters stand in lower case, in upper case with Shift: `Ctrl+c`, `Ctrl+C`. */
function displayed(chord: string): string {
  return chord
    .split(',')
    .map((part) => {
      const letter = /^(.*\+|)([A-Z])$/.exec(part);
      if (!letter) return part;
      return letter[1].includes('Shift+')
        ? letter[1].replace('Shift+', '') + letter[2]
        : letter[1] + letter[2].toLowerCase();
    })
    .join(',');
}

export const getPSReadlineKeyHandler = defineCmdlet({
  name: 'Get-PSReadlineKeyHandler',
  module,
  provenance,
  parameters: [
    { name: 'Bound', type: 'SwitchParameter' },
    { name: 'Unbound', type: 'SwitchParameter' },
  ],
  outputs: ['Microsoft.PowerShell.KeyHandler'],
  help: { synopsis: 'Gets the keys of the line editor and what they do.' },
  end(ctx, bound) {
    const { bindings } = ctx.service(lineEditorService);
    const type = keyHandlerType();
    const both = !ctx.isBound('Bound') && !ctx.isBound('Unbound');
    if (both || bound.Bound === true)
      for (const { chord, function: handler } of bindings.list())
        ctx.write(
          new TypedObject(type, { key: displayed(chord), name: handler.name, description: handler.description }),
        );
    if (both || bound.Unbound === true)
      for (const { name, description } of bindings.unbound())
        ctx.write(new TypedObject(type, { key: 'Unbound', name, description }));
  },
});

/** Texts of a `string[]` parameter. */
function texts(value: Value): string[] {
  if (value instanceof PSArray || value instanceof PSList) return value.items.map((item) => String(item));
  return value === null || value === undefined ? [] : [String(value)];
}

/** The key that a text cannot be read as, for the error; undefined when all can. */
function badKey(chord: string): string | undefined {
  const parts = chord.length > 1 ? chord.split(/,(?=.)/) : [chord];
  return parts.find((part) => parseChord(part) === undefined);
}

export const setPSReadlineKeyHandler = defineCmdlet({
  name: 'Set-PSReadlineKeyHandler',
  module,
  provenance,
  defaultParameterSet: 'ScriptBlock',
  parameters: [
    {
      name: 'ScriptBlock',
      type: 'scriptblock',
      notSimulated: true,
      sets: { ScriptBlock: { mandatory: true, position: 1 } },
    },
    { name: 'BriefDescription', type: 'string', sets: { ScriptBlock: {} } },
    { name: 'Description', type: 'string', aliases: ['LongDescription'], sets: { ScriptBlock: {} } },
    { name: 'Chord', type: 'string[]', aliases: ['Key'], mandatory: true, position: 0 },
    { name: 'ViMode', type: 'string', notSimulated: true },
    {
      name: 'Function',
      type: 'string',
      sets: { Function: { mandatory: true, position: 1 } },
      validateSet: [...editorFunctions.values()].map(({ name }) => name),
    },
  ],
  help: { synopsis: 'Binds keys to a function of the line editor.' },
  end(ctx, bound) {
    const editor = ctx.service(lineEditorService);
    const handler = editorFunction(ctx.text(bound.Function));
    for (const chord of texts(bound.Chord)) {
      const bad = badKey(chord);
      if (bad !== undefined || !editor.bindings.bind(chord, handler))
        ctx.throwTerminating({
          message: `Unrecognized key '${bad ?? chord}'. Please use a character literal or a well-known key name from the System.ConsoleKey enumeration.`,
          id: 'System.ArgumentException',
          category: 'NotSpecified',
          target: chord,
          exceptionType: 'System.ArgumentException',
        });
    }
  },
});

export const removePSReadlineKeyHandler = defineCmdlet({
  name: 'Remove-PSReadlineKeyHandler',
  module,
  provenance,
  parameters: [
    { name: 'Chord', type: 'string[]', aliases: ['Key'], mandatory: true, position: 0 },
    { name: 'ViMode', type: 'string', notSimulated: true },
  ],
  help: { synopsis: 'Takes keys of the line editor away from their function.' },
  end(ctx, bound) {
    const { bindings } = ctx.service(lineEditorService);
    for (const chord of texts(bound.Chord)) bindings.unbind(chord);
  },
});
