/** ConvertTo-Xml and Select-Xml. seen: XmlCommands.cs of PowerShell 6.0.0-alpha.9. */
import type { CommandContext } from '../../language/command';
import { toDisplayText, toText } from '../../language/conversion';
import { exceptionOf } from '../../language/errors';
import { elementsOf, isShellError, propertiesOf, readMember } from '../../language/formatting/object-access';
import { enumerate, getMember, invokeMethod, isProgram, typeOf } from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import {
  baseOf,
  NetObject,
  PSArray,
  PSCustomObject,
  PSDictionary,
  PSDictionaryEntry,
  PSEnum,
  PSList,
  TypedObject,
  type Value,
} from '../../language/values';
import { existingFiles, readTextFile } from './file-store';
import { newLine } from './out';
import { lazyType } from './session';
import { escapeAttribute, escapeXml } from './xml-text';

/** Types whose values are written as text alone. */
function isPrimitive(value: Value): boolean {
  const base = baseOf(value);
  if (!(base instanceof NetObject)) return true;
  const type = typeOf(base);
  return type !== undefined && (base instanceof PSEnum || (type.isValueType && /^System\.\w+$/.test(type.fullName)));
}

class XmlWriter {
  constructor(private readonly noTypes: boolean) {}

  private start(element: string, name: string | undefined, value: Value): string {
    const type = this.noTypes ? undefined : typeOf(baseOf(value))?.fullName;
    return `${element}${name === undefined ? '' : ` Name="${escapeAttribute(name)}"`}${
      type === undefined ? '' : ` Type="${escapeAttribute(type)}"`
    }`;
  }

  write(element: string, name: string | undefined, value: Value, depth: number, indent: string): string {
    if (value === null || value === undefined)
      return `${indent}<${element}${name === undefined ? '' : ` Name="${escapeAttribute(name)}"`} />`;
    const head = this.start(element, name, value);
    const text = (content: string): string =>
      content === '' ? `${indent}<${head}></${element}>` : `${indent}<${head}>${escapeXml(content)}</${element}>`;
    if (isPrimitive(value)) return text(toText(value));
    if (depth <= 0) return text(toDisplayText(value));
    const lines = this.children(value, depth, `${indent}  `);
    if (lines.length === 0) return `${indent}<${head} />`;
    return [`${indent}<${head}>`, ...lines, `${indent}</${element}>`].join(newLine);
  }

  private children(value: Value, depth: number, indent: string): string[] {
    const base = baseOf(value);
    const elements =
      base instanceof PSDictionary ? elementsOf(base) : base instanceof PSCustomObject ? undefined : enumerate(base);
    if (elements)
      return [...elements].map((item) =>
        item instanceof PSDictionaryEntry
          ? this.entry(item, depth - 1, indent)
          : this.write('Property', undefined, item ?? null, depth - 1, indent),
      );
    const lines: string[] = [];
    for (const { name, set } of propertiesOf(value)) {
      if (set) continue;
      let member: Value = null;
      try {
        member = readMember(value, name) ?? null;
      } catch (failed) {
        if (!isShellError(failed)) throw failed;
      }
      lines.push(this.write('Property', name, member, depth - 1, indent));
    }
    return lines;
  }

  private entry(item: PSDictionaryEntry, depth: number, indent: string): string {
    return [
      this.write('Property', 'Key', item.key, depth, indent),
      this.write('Property', 'Value', item.value ?? null, depth, indent),
    ].join(newLine);
  }
}

const declaration = '<?xml version="1.0" encoding="utf-8"?>';

export const convertToXml: Implementation = {
  begin(ctx) {
    ctx.state.items = [];
  },
  process(ctx, p) {
    (ctx.state.items as Value[]).push(p.InputObject ?? null);
  },
  end(ctx, p) {
    const items = ctx.state.items as Value[];
    const depth = baseOf(p.Depth);
    const levels = typeof depth === 'number' ? depth : 1;
    const writer = new XmlWriter(p.NoTypeInformation === true);
    const as = ctx.isBound('As') ? ctx.text(p.As).toLowerCase() : 'document';
    const objects = items.map((item) => writer.write('Object', undefined, item, levels, '  '));
    if (as === 'stream') {
      ctx.write(declaration);
      ctx.write('<Objects>');
      for (const object of objects) ctx.write(object.replaceAll(`${newLine}  `, newLine).trimStart());
      ctx.write('</Objects>');
      return;
    }
    const text = [declaration, '<Objects>', ...objects, '</Objects>'].join(newLine);
    ctx.write(as === 'string' ? text : ctx.convert(text, 'xml'));
  },
};

interface XmlMatch {
  node: Value;
  path: string;
  pattern: string;
}

const selectXmlInfo = lazyType(() =>
  defineType<XmlMatch>({
    name: 'Microsoft.PowerShell.Commands.SelectXmlInfo',
    properties: {
      Node: { type: 'System.Xml.XmlNode', get: (data) => data.node },
      Path: { type: 'string', get: (data) => data.path },
      Pattern: { type: 'string', get: (data) => data.pattern },
    },
    toText: (data) => toDisplayText(getMember(data.node, 'InnerXml') ?? null),
  }),
);

function search(ctx: CommandContext, node: Value, path: string, pattern: string): void {
  try {
    const found = invokeMethod(node, 'SelectNodes', [pattern]);
    if (isProgram(found)) throw new Error('SelectNodes must not run script');
    for (const item of enumerate(baseOf(found)) ?? [])
      ctx.write(new TypedObject(selectXmlInfo(), { node: item, path, pattern }));
  } catch (failed) {
    const exception = exceptionOf(failed);
    if (!exception) throw failed;
    ctx.writeError({
      message: exception.message,
      id: 'ProcessingFile',
      category: 'NotSpecified',
      target: path,
      exceptionType: exception.netType.fullName,
    });
  }
}

function nodes(value: Value | undefined): Value[] {
  const base = baseOf(value);
  if (base === undefined || base === null) return [];
  return base instanceof PSArray || base instanceof PSList ? base.items : [base];
}

export const selectXml: Implementation = {
  notSimulated: ['Namespace'],
  process(ctx, p) {
    const pattern = ctx.text(p.XPath);
    if (ctx.parameterSet === 'Xml') for (const node of nodes(p.Xml)) search(ctx, node, 'InputStream', pattern);
    else if (ctx.parameterSet === 'Content')
      for (const text of nodes(p.Content)) search(ctx, ctx.convert(text, 'xml'), 'InputStream', pattern);
    else
      for (const path of existingFiles(ctx, p)) search(ctx, ctx.convert(readTextFile(ctx, path), 'xml'), path, pattern);
  },
};
