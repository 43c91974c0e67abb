/** Get-, Set-, Add- and Clear-Content. seen: GetContentCommand.cs, FileSystemContentStream.cs; powershell-semantics.md 12 */
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementation, Implementations } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSInteger, PSList, type Value } from '../../language/values';
import { decodeText, encodeText, encodingByName, type TextEncoding } from '../utility/text-encoding';
import { drivesOf, type Place } from './drives';
import { attempt, existingPlaces, isLiteral, pathArguments, transactions } from './item-arguments';
import { notSupported, pathNotFound } from './item-provider';
import { byteArray } from './registry-objects';

function numberOf(value: Value | undefined): number | undefined {
  const base = baseOf(value);
  return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : undefined;
}

function encodingOf(ctx: CommandContext, p: Bound): TextEncoding | undefined {
  return p.Encoding === undefined || p.Encoding === null ? undefined : encodingByName(ctx.text(p.Encoding));
}

/** Lines without their ends; a line end at the very end begins no further line. */
function linesOf(text: string, delimiter: string | undefined): string[] {
  if (text === '') return [];
  if (delimiter !== undefined) {
    const parts = text.split(delimiter);
    if (parts[parts.length - 1] === '') parts.pop();
    return parts;
  }
  const lines = text.split(/\r\n|\n|\r/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** The content of a place as the objects Get-Content writes. */
function contentOf(ctx: CommandContext, p: Bound, place: Place): Value[] {
  const { provider, path } = place;
  if (provider.readBytes) {
    const bytes = provider.readBytes(path);
    const encoding = encodingOf(ctx, p);
    if (encoding === 'byte') return byteArray(bytes).items as Value[];
    const text = decodeText(bytes, encoding ?? 'default');
    if (p.Raw === true) return text === '' ? [] : [text];
    return linesOf(text, ctx.isBound('Delimiter') ? ctx.text(p.Delimiter) : undefined);
  }
  if (!provider.readContent)
    throw notSupported(
      'Cannot use interface. The IContentCmdletProvider interface is not implemented by this provider.',
    );
  if (provider.isContainer(path)) throw pathNotFound(path);
  return provider.readContent(path);
}

/** What goes into one file, gathered until the end of the pipeline. */
interface Writing {
  place: Place;
  values: Value[];
}

function flattened(value: Value): Value[] {
  const base = baseOf(value);
  if (base instanceof PSArray || base instanceof PSList) return base.items.flatMap((item) => flattened(item));
  return value === undefined ? [] : [value];
}

function bytesOf(ctx: CommandContext, p: Bound, writing: Writing, before: Uint8Array | undefined): Uint8Array {
  const asked = encodingOf(ctx, p);
  if (asked === 'byte') {
    const bytes = writing.values.map((value) => numberOf(ctx.convert(value, 'byte')) ?? 0);
    return joined(before, Uint8Array.from(bytes));
  }
  const encoding = asked ?? markOf(before) ?? 'default';
  const end = p.NoNewline === true ? '' : '\r\n';
  const text = writing.values.map((value) => (value === null ? '' : ctx.text(value)) + end).join('');
  return joined(before, encodeText(text, encoding, before === undefined || before.length === 0));
}

/** Encoding that a file has by its byte order mark: Add-Content goes on with it. */
function markOf(bytes: Uint8Array | undefined): TextEncoding | undefined {
  if (!bytes) return undefined;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'unicode';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'bigendianunicode' : undefined;
}

function joined(before: Uint8Array | undefined, more: Uint8Array): Uint8Array {
  if (!before || before.length === 0) return more;
  const whole = new Uint8Array(before.length + more.length);
  whole.set(before);
  whole.set(more, before.length);
  return whole;
}

/** Set-Content and Add-Content. */
function writer(append: boolean): Implementation {
  return {
    help: {
      synopsis: append
        ? 'Adds content to the specified items, such as adding words to a file.'
        : 'Writes new content or replaces existing content in a file.',
    },
    notSimulated: [...transactions, 'Stream'],
    begin(ctx) {
      ctx.state.files = new Map<string, Writing | undefined>();
    },
    *process(ctx, p): Program<void> {
      const drives = drivesOf(ctx);
      const files = ctx.state.files as Map<string, Writing | undefined>;
      const values = flattened(p.Value ?? null);
      for (const text of pathArguments(ctx, p)) {
        const places = attempt(ctx, () =>
          !isLiteral(p) && drives.isPattern(text) ? drives.glob(text, false, p.Force === true) : [drives.resolve(text)],
        );
        for (const place of places ?? []) {
          const key = `${place.provider.name}|${place.path.toLowerCase()}`;
          if (!files.has(key)) {
            files.set(key, undefined);
            const label = `Path: ${drives.shownShort(place)}`;
            if (!(yield* ctx.shouldProcess(label, append ? 'Add Content' : 'Set Content'))) continue;
            const writing: Writing = { place, values: [] };
            // The file is opened (and emptied) before the first value is written.
            const opened = attempt(ctx, () => {
              open(place, append, p.Force === true);
              return true;
            });
            if (!opened) continue;
            files.set(key, writing);
          }
          files.get(key)?.values.push(...values);
        }
      }
      if (p.PassThru === true) ctx.writeAll(values);
    },
    end(ctx, p) {
      for (const writing of (ctx.state.files as Map<string, Writing | undefined>).values()) {
        if (!writing) continue;
        attempt(ctx, () => {
          const { provider, path } = writing.place;
          if (provider.writeBytes && provider.readBytes)
            provider.writeBytes(
              path,
              bytesOf(ctx, p, writing, append ? provider.readBytes(path) : undefined),
              p.Force === true,
            );
          else
            provider.writeContent?.(
              path,
              append ? [...(provider.readContent?.(path) ?? []), ...writing.values] : writing.values,
            );
          return true;
        });
      }
    },
  };
}

function open(place: Place, append: boolean, force: boolean): void {
  const { provider, path } = place;
  if (provider.writeBytes) {
    if (append && provider.exists(path))
      provider.writeBytes(path, provider.readBytes?.(path) ?? new Uint8Array(), force);
    else provider.writeBytes(path, new Uint8Array(), force);
    return;
  }
  if (!provider.writeContent)
    throw notSupported(
      'Cannot use interface. The IContentCmdletProvider interface is not implemented by this provider.',
    );
}

export const contentCmdlets: Implementations = {
  'Get-Content': {
    help: { synopsis: 'Gets the content of the item at the specified location.' },
    notSimulated: [...transactions, 'Stream', 'Wait'],
    process(ctx, p) {
      if (ctx.isBound('TotalCount') && ctx.isBound('Tail')) {
        ctx.writeError({
          message: 'The parameters TotalCount and Tail cannot be used together. Please specify only one parameter.',
          id: 'TailAndHeadCannotCoexist',
          category: 'InvalidOperation',
          exceptionType: 'System.InvalidOperationException',
        });
        return;
      }
      const total = numberOf(p.TotalCount);
      const tail = numberOf(p.Tail);
      const readCount = numberOf(p.ReadCount) ?? 1;
      for (const place of existingPlaces(ctx, p)) {
        let content = attempt(ctx, () => contentOf(ctx, p, place));
        if (!content) continue;
        if (total !== undefined && total >= 0) content = content.slice(0, total);
        if (tail !== undefined && tail >= 0) content = tail === 0 ? [] : content.slice(-tail);
        if (readCount === 1) ctx.writeAll(content);
        else if (readCount <= 0) {
          if (content.length > 0) ctx.write(content.length === 1 ? content[0] : new PSArray(content));
        } else
          for (let at = 0; at < content.length; at += readCount) {
            const some = content.slice(at, at + readCount);
            ctx.write(some.length === 1 ? some[0] : new PSArray(some));
          }
      }
    },
  },
  'Set-Content': writer(false),
  'Add-Content': writer(true),
  'Clear-Content': {
    help: { synopsis: 'Deletes the contents of an item, but does not delete the item.' },
    notSimulated: [...transactions, 'Stream'],
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const [action, target] = place.provider.label('clear-content', place.path);
        if (!(yield* ctx.shouldProcess(target, action))) continue;
        attempt(ctx, () => {
          if (!place.provider.clearContent)
            throw notSupported(
              'Cannot perform the ClearContent operation. The ClearContent operation is not supported by this provider.',
            );
          place.provider.clearContent(place.path);
          return true;
        });
      }
    },
  },
};
