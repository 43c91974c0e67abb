/** Get-Help: syntax made from the declaration, own short texts. seen: HelpDisplayStrings; REMARKS of partial help */

import type { CommandMetadata, ParameterMetadata } from '../../language/binding/command-metadata';
import { parametersOfSet, setMasks, shortTypeName, syntaxOfSet } from '../../language/binding/syntax-text';
import { toText } from '../../language/conversion';
import { wrapText } from '../../language/formatting/word-wrap';
import { CmdletInfo, type CommandInfo, FunctionInfo, ScriptInfo } from '../../language/runtime/command-info';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { PSCustomObject } from '../../language/values';

interface HelpTexts {
  synopsis: string;
  description: string;
  examples: Array<{ code: string; text: string }>;
  parameters: Map<string, string>;
  links: string[];
  notes: string;
}

/** Reads `.SYNOPSIS` and the other keywords of comment-based help. */
export function commentHelp(text: string): HelpTexts | undefined {
  const comment =
    /<#([\s\S]*?)#>/.exec(text)?.[1] ?? [...text.matchAll(/^\s*#(.*)$/gm)].map((match) => match[1]).join('\n');
  if (!/^\s*\.(SYNOPSIS|DESCRIPTION|PARAMETER|EXAMPLE|NOTES|LINK)\b/im.test(comment)) return undefined;
  const help: HelpTexts = { synopsis: '', description: '', examples: [], parameters: new Map(), links: [], notes: '' };
  for (const part of comment.split(/^\s*\.(?=[A-Z]+\b)/m).slice(1)) {
    const match = /^([A-Z]+)[ \t]*([^\n]*)\n?([\s\S]*)$/i.exec(part);
    if (match === null) continue;
    const body = match[3]
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim();
    switch (match[1].toUpperCase()) {
      case 'SYNOPSIS':
        help.synopsis = body;
        break;
      case 'DESCRIPTION':
        help.description = body;
        break;
      case 'PARAMETER':
        help.parameters.set(match[2].trim().toLowerCase(), body);
        break;
      case 'EXAMPLE': {
        const [code, ...rest] = body.split('\n');
        help.examples.push({ code, text: rest.join('\n').trim() });
        break;
      }
      case 'LINK':
        help.links.push(body);
        break;
      case 'NOTES':
        help.notes = body;
        break;
    }
  }
  return help;
}

function textsOf(info: CommandInfo): HelpTexts | undefined {
  if (info instanceof CmdletInfo) {
    const { help } = info.definition;
    return (
      help && {
        synopsis: help.synopsis,
        description: help.description ?? '',
        examples: (help.examples ?? []).map(({ code, text }) => ({ code, text: text ?? '' })),
        parameters: new Map(
          info.definition.parameters.map((parameter) => [parameter.name.toLowerCase(), parameter.helpMessage ?? '']),
        ),
        links: help.links ?? [],
        notes: '',
      }
    );
  }
  if (info instanceof FunctionInfo || info instanceof ScriptInfo) {
    const { ast } = info.block;
    const before =
      ast.parent?.type === 'FunctionDefinitionAst'
        ? ast.source.text.slice(Math.max(0, ast.parent.start - 4000), ast.parent.start)
        : '';
    const ahead = /(<#[\s\S]*?#>|(?:^[ \t]*#.*\n)+)\s*$/m.exec(before)?.[1];
    return commentHelp(info.block.text) ?? (ahead === undefined ? undefined : commentHelp(ahead));
  }
  return undefined;
}

const indent = '    ';
function section(title: string, body: string): string[] {
  return [title, ...body.split('\n').map((line) => indent + line), ''];
}

function parameterLines(parameter: ParameterMetadata, text: string): string[] {
  const use = parameter.uses[0];
  const pipeline = [use.fromPipeline ? 'ByValue' : '', use.byPropertyName ? 'ByPropertyName' : ''].filter(
    (word) => word !== '',
  );
  return [
    `${indent}-${parameter.name}${parameter.isSwitch ? ' [<SwitchParameter>]' : ` <${shortTypeName(parameter)}>`}`,
    ...(text === '' ? [] : text.split('\n').map((line) => indent + indent + line)),
    `${indent}${indent}`,
    `${indent}${indent}Required?                    ${use.mandatory}`,
    `${indent}${indent}Position?                    ${use.position === undefined ? 'named' : use.position + 1}`,
    `${indent}${indent}Default value                ${parameter.declaration?.defaultValue ?? ''}`,
    `${indent}${indent}Accept pipeline input?       ${pipeline.length === 0 ? 'false' : `true (${pipeline.join(', ')})`}`,
    `${indent}${indent}Accept wildcard characters?  ${parameter.declaration?.wildcards ?? false}`,
    '',
  ];
}

function page(
  info: CommandInfo,
  metadata: CommandMetadata,
  mode: 'short' | 'full' | 'examples' | 'detailed',
): string[] {
  const texts = textsOf(info);
  const lines: string[] = ['', ...section('NAME', info.name), ...section('SYNOPSIS', texts?.synopsis ?? '')];
  if (mode === 'examples') {
    texts?.examples.forEach(({ code, text }, i) => {
      lines.push(
        `${indent}-------------------------- EXAMPLE ${i + 1} --------------------------`,
        '',
        `${indent}${code}`,
        '',
        indent + text,
        '',
      );
    });
    return lines;
  }
  lines.push('', 'SYNTAX');
  for (const { mask } of setMasks(metadata))
    lines.push(`${indent}${info.name} ${syntaxOfSet(metadata, mask)}`.trimEnd(), '');
  if (texts?.description) lines.push('', ...section('DESCRIPTION', texts.description));
  if (mode !== 'short') {
    lines.push('', 'PARAMETERS');
    for (const parameter of metadata.parameters) {
      if (!parameter.common) lines.push(...parameterLines(parameter, texts?.parameters.get(parameter.key) ?? ''));
    }
    texts?.examples.forEach(({ code, text }, i) => {
      lines.push(
        `${indent}-------------------------- EXAMPLE ${i + 1} --------------------------`,
        '',
        `${indent}${code}`,
        '',
        indent + text,
        '',
      );
    });
  }
  lines.push('', 'RELATED LINKS', ...(texts?.links ?? []).map((link) => indent + link), '');
  lines.push('REMARKS');
  if (texts === undefined) {
    lines.push(
      `${indent}Get-Help cannot find the Help files for this cmdlet on this computer. It is displaying only partial help.`,
      `${indent}    -- To download and install Help files for the module that includes this cmdlet, use Update-Help.`,
    );
  } else {
    lines.push(
      `${indent}To see the examples, type: "get-help ${info.name} -examples".`,
      `${indent}For more information, type: "get-help ${info.name} -detailed".`,
      `${indent}For technical information, type: "get-help ${info.name} -full".`,
    );
  }
  lines.push('', '');
  return lines;
}

/** Lines broken between words, each part with the indent of its line, as the formatter of help does it. */
function wrapped(lines: readonly string[], width: number): string[] {
  const result: string[] = [];
  for (const line of lines) {
    if (line.length <= width) {
      result.push(line);
      continue;
    }
    const margin = /^ */.exec(line)![0];
    for (const part of wrapText(line.slice(margin.length), Math.max(20, width - margin.length)))
      result.push(margin + part.trimEnd());
  }
  return result;
}

export const helpCmdlets: Implementations = {
  'Get-Help': {
    notSimulated: ['ShowWindow', 'Online'],
    process(context, p) {
      const ctx = context as CommandRuntime;
      const { rs } = ctx;
      const name = p.Name === undefined || p.Name === null ? 'Get-Help' : toText(p.Name);
      if (hasWildcards(name)) {
        for (const one of rs.registry.names().sort()) {
          if (!matchesWildcard(one, name)) continue;
          const info = rs.cmdlet(one)!;
          ctx.write(
            PSCustomObject.from([
              ['Name', info.name],
              ['Category', info.kind],
              ['Module', info.moduleName],
              ['Synopsis', textsOf(info)?.synopsis ?? ''],
            ]),
          );
        }
        return;
      }
      const info = rs.lookUp(name, ctx.frame.scope);
      const metadata =
        info instanceof CmdletInfo
          ? info.metadata
          : info instanceof FunctionInfo || info instanceof ScriptInfo
            ? info.metadataFor(ctx.frame)
            : undefined;
      if (info === undefined || metadata === undefined) {
        ctx.writeError({
          message: `Get-Help could not find ${name} in a help file in this session. To download updated help topics type: "Update-Help". To get help online, search for the help topic in the TechNet library at http:/go.microsoft.com/fwlink/?LinkID=107116.`,
          id: 'HelpNotFound',
          category: 'ResourceUnavailable',
          exceptionType: 'Microsoft.PowerShell.Commands.HelpNotFoundException',
        });
        return;
      }
      if (p.Parameter !== undefined) {
        const pattern = toText(p.Parameter);
        const texts = textsOf(info);
        for (const parameter of metadata.parameters) {
          if (parameter.common || !matchesWildcard(parameter.name, pattern)) continue;
          const lines = parameterLines(parameter, texts?.parameters.get(parameter.key) ?? '');
          const shown = lines.map((line) => line.replace(/^ {4}/, ''));
          for (const line of wrapped(shown, rs.ui.bufferWidth - 1)) ctx.write(line);
        }
        return;
      }
      const mode =
        p.Full === true ? 'full' : p.Detailed === true ? 'detailed' : p.Examples === true ? 'examples' : 'short';
      for (const line of wrapped(page(info, metadata, mode), rs.ui.bufferWidth - 1)) ctx.write(line);
    },
  },
};

export { parametersOfSet };
