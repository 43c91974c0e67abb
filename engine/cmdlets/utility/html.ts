/** ConvertTo-Html. seen: ConvertHTML.cs of PowerShell 6.0.0-alpha.9. */
import type { Bound, CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import { type ParameterRules, PropertyExpression, type PropertyParameter } from '../../language/formatting';
import type { Program } from '../../language/host';
import { typeOf } from '../../language/net';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSDictionary, PSList, type Value } from '../../language/values';
import { propertyParameters, scriptRunner } from './object-order';

const rules: ParameterRules = { keys: ['expression', 'label', 'width', 'alignment', 'formatString'] };

/** WebUtility.HtmlEncode. */
export function encodeHtml(text: string): string {
  let result = '';
  for (const unit of text) {
    const code = unit.codePointAt(0)!;
    if (unit === '&') result += '&amp;';
    else if (unit === '<') result += '&lt;';
    else if (unit === '>') result += '&gt;';
    else if (unit === '"') result += '&quot;';
    else if (unit === "'") result += '&#39;';
    else if (code >= 160 && (code < 256 || code > 0xffff)) result += `&#${code};`;
    else result += unit;
  }
  return result;
}

function texts(value: Value | undefined): string[] | undefined {
  const base = baseOf(value);
  if (base === null || base === undefined) return undefined;
  if (base instanceof PSArray || base instanceof PSList) return base.items.map((item) => toDisplayText(item));
  return [toDisplayText(base)];
}

interface Page {
  parameters: PropertyParameter[];
  resolved: PropertyParameter[] | undefined;
  asList: boolean;
  count: number;
}

function labelOf(parameter: PropertyParameter): string {
  return parameter.label ?? parameter.expression.text;
}

function* valueText(ctx: CommandContext, parameter: PropertyParameter, object: Value): Program<string> {
  const reading = yield* parameter.expression.readFirst(object, scriptRunner(ctx));
  const value = baseOf(reading?.value ?? null);
  if (value === null || value === undefined) return '';
  if (value instanceof PSArray || value instanceof PSList || value instanceof PSDictionary)
    return encodeHtml(typeOf(value)?.fullName ?? '');
  return encodeHtml(toDisplayText(reading?.value ?? null));
}

function writeStart(ctx: CommandContext, p: Bound): void {
  if (p.Fragment !== true) {
    ctx.write(
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    );
    ctx.write('<html xmlns="http://www.w3.org/1999/xhtml">');
    ctx.write('<head>');
    const title = texts(p.Title)?.[0] ?? 'HTML TABLE';
    ctx.writeAll(texts(p.Head) ?? [`<title>${title}</title>`]);
    if (p.CssUri !== undefined && p.CssUri !== null)
      ctx.write(`<link rel="stylesheet" type="text/css" href="${toDisplayText(p.CssUri)}" />`);
    ctx.write('</head><body>');
    ctx.writeAll(texts(p.Body) ?? []);
  }
  ctx.writeAll(texts(p.PreContent) ?? []);
  ctx.write('<table>');
}

function columnTag(parameter: PropertyParameter): string {
  const width = parameter.width === undefined ? '' : ` width = "${parameter.width}"`;
  const align = parameter.alignment === undefined ? '' : ` align = "${parameter.alignment}"`;
  return `<col${width}${align}/>`;
}

export const convertToHtml: Implementation = {
  begin(ctx, p) {
    const chosen = propertyParameters(ctx, p.Property, rules);
    ctx.state.page = {
      parameters: chosen.length > 0 ? chosen : [{ expression: PropertyExpression.named('*') }],
      resolved: undefined,
      asList: toDisplayText(p.As ?? 'Table').toLowerCase() === 'list',
      count: 0,
    } satisfies Page;
    writeStart(ctx, p);
  },
  *process(ctx, p) {
    const object = p.InputObject;
    if (object === null || object === undefined) return;
    const page = ctx.state.page as Page;
    page.count++;
    if (!page.resolved || page.asList) {
      page.resolved = page.parameters.flatMap((parameter) =>
        parameter.expression.resolve(object).map((expression) => ({ ...parameter, expression })),
      );
      if (page.resolved.length === 0) {
        page.resolved = undefined;
        return;
      }
      if (!page.asList) {
        ctx.write(`<colgroup>${page.resolved.map(columnTag).join('')}</colgroup>`);
        ctx.write(
          `<tr>${page.resolved.map((parameter) => `<th>${encodeHtml(labelOf(parameter))}</th>`).join('')}</tr>`,
        );
      }
    }
    if (page.asList) {
      if (page.count > 1) ctx.write('<tr><td><hr></td></tr>');
      for (const parameter of page.resolved) {
        const value = yield* valueText(ctx, parameter, object);
        ctx.write(`<tr><td>${encodeHtml(labelOf(parameter))}:</td><td>${value}</td></tr>`);
      }
      return;
    }
    let row = '';
    for (const parameter of page.resolved) row += `<td>${yield* valueText(ctx, parameter, object)}</td>`;
    ctx.write(`<tr>${row}</tr>`);
  },
  end(ctx, p) {
    ctx.write('</table>');
    ctx.writeAll(texts(p.PostContent) ?? []);
    if (p.Fragment !== true) ctx.write('</body></html>');
  },
};
