/** Out-File, Tee-Object, Export-Csv, Import-Csv. seen: Out-File.cs, tee-object.cs, CsvCommands.cs; powershell-semantics.md 12. */
import type { CommandContext } from '../../language/command';
import { DefaultDisplay, LineBuffer } from '../../language/formatting';
import type { Program } from '../../language/host';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSInteger, type Value } from '../../language/values';
import { delimiterOf, headerOf, writeRows } from './csv';
import { CsvReader, type CsvState, columnsOf, headerLine, recordLine, typeLine } from './csv-text';
import { encodingOf, existingFiles, filesOf, pathTexts, readTextFile, writeTextFile } from './file-store';
import { newLine, show } from './out';
import { formatEnvironment, textWidth } from './session';

function targetPath(ctx: CommandContext, p: Record<string, Value>, ...names: string[]): string {
  for (const name of ['LiteralPath', ...names]) {
    const [path] = pathTexts(p[name]);
    if (path !== undefined) return filesOf(ctx).fullPath(ctx, path);
  }
  return ctx.throwTerminating({
    message: 'Cannot bind argument to parameter because it is null.',
    id: 'ArgumentNull',
    category: 'InvalidArgument',
  });
}

interface FileText {
  path: string;
  buffer: LineBuffer;
  display: DefaultDisplay;
}

export const outFile: Implementation = {
  *begin(ctx, p) {
    const path = targetPath(ctx, p, 'FilePath');
    if (!(yield* ctx.shouldProcess(path, 'Output to File'))) return;
    const width = baseOf(p.Width);
    const buffer = new LineBuffer(
      typeof width === 'number' ? width : width instanceof PSInteger ? Number(width.value) : textWidth(ctx),
    );
    ctx.state.file = { path, buffer, display: new DefaultDisplay(buffer, formatEnvironment(ctx)) } satisfies FileText;
  },
  process(ctx, p) {
    const file = ctx.state.file as FileText | undefined;
    return file && show(ctx, file.display, p.InputObject);
  },
  end(ctx, p) {
    const file = ctx.state.file as FileText | undefined;
    if (!file) return;
    file.display.end();
    const end = p.NoNewline === true ? '' : newLine;
    const text = file.buffer
      .take()
      .map((line) => line.replaceAll(/\r?\n/g, newLine) + end)
      .join('');
    writeTextFile(ctx, file.path, text, {
      append: p.Append === true,
      force: p.Force === true,
      noClobber: p.NoClobber === true,
      encoding: encodingOf(ctx, p.Encoding, 'unicode'),
    });
  },
};

export const teeObject: Implementation = {
  begin(ctx) {
    ctx.state.items = [];
    if (!ctx.isBound('Variable')) {
      const buffer = new LineBuffer(textWidth(ctx));
      ctx.state.file = { path: '', buffer, display: new DefaultDisplay(buffer, formatEnvironment(ctx)) };
    }
  },
  process(ctx, p) {
    const object = p.InputObject;
    if (object === undefined) return undefined;
    (ctx.state.items as Value[]).push(object);
    ctx.write(object);
    const file = ctx.state.file as FileText | undefined;
    return file && show(ctx, file.display, object);
  },
  end(ctx, p) {
    const file = ctx.state.file as FileText | undefined;
    const items = ctx.state.items as Value[];
    if (!file) {
      ctx.setVariable(ctx.text(p.Variable), items.length === 1 ? items[0] : new PSArray(items));
      return;
    }
    file.display.end();
    const text = file.buffer
      .take()
      .map((line) => line + newLine)
      .join('');
    writeTextFile(ctx, targetPath(ctx, p, 'FilePath'), text, {
      append: p.Append === true,
      force: false,
      noClobber: false,
      encoding: 'unicode',
    });
  },
};

interface Export {
  path: string;
  lines: string[];
  columns: string[] | undefined;
  append: boolean;
}

/** Header of a file that is appended to; undefined where it is empty or not there. */
function existingHeader(ctx: CommandContext, path: string, delimiter: string): string[] | undefined {
  const store = filesOf(ctx);
  if (!store.exists(ctx, path)) return undefined;
  const reader = new CsvReader(readTextFile(ctx, path), delimiter);
  if (reader.startsWith('#TYPE ')) reader.line();
  const header = reader.ended ? [] : reader.record();
  return header.length > 0 ? header : undefined;
}

export const exportCsv: Implementation = {
  *begin(ctx, p) {
    const path = targetPath(ctx, p, 'Path');
    if (!(yield* ctx.shouldProcess(path))) return;
    const append = p.Append === true;
    const columns = append ? existingHeader(ctx, path, delimiterOf(p)) : undefined;
    ctx.state.file = { path, lines: [], columns, append: append && columns !== undefined } satisfies Export;
  },
  process(ctx, p) {
    const file = ctx.state.file as Export | undefined;
    const object = p.InputObject;
    if (!file || object === null || object === undefined) return;
    const delimiter = delimiterOf(p);
    const own = columnsOf(object);
    if (!file.columns) {
      file.columns = own;
      if (p.NoTypeInformation !== true) file.lines.push(typeLine(object));
      file.lines.push(headerLine(own, delimiter));
    } else if (file.append && p.Force !== true) {
      const names = new Set(own.map((name) => name.toLowerCase()));
      const lacking = file.columns.find((name) => !names.has(name.toLowerCase()));
      if (lacking !== undefined)
        ctx.throwTerminating({
          message: `Cannot append CSV content to the following file: ${file.path}. The appended object does not have a property that corresponds to the following column: ${lacking}. To continue with mismatched properties, add the -Force parameter, and then retry the command.`,
          details: `Cannot append CSV content to the following file: ${file.path}. The appended object does not have a property that corresponds to the following column: ${lacking}. To continue with mismatched properties, add the -Force parameter, and then retry the command.`,
          id: 'CannotAppendCsvWithMismatchedPropertyNames',
          category: 'InvalidData',
          target: lacking,
          exceptionType: 'System.InvalidOperationException',
        });
    }
    file.lines.push(recordLine(object, file.columns, delimiter));
  },
  end(ctx, p) {
    const file = ctx.state.file as Export | undefined;
    if (!file) return;
    writeTextFile(ctx, file.path, file.lines.map((line) => line + newLine).join(''), {
      append: file.append,
      force: p.Force === true,
      noClobber: p.NoClobber === true,
      encoding: encodingOf(ctx, p.Encoding, 'ascii'),
    });
  },
};

export const importCsv: Implementation = {
  process(ctx, p) {
    const literal = p.LiteralPath !== undefined && p.LiteralPath !== null;
    const store = filesOf(ctx);
    for (const path of pathTexts(literal ? p.LiteralPath : p.Path)) {
      const files = store.expand(ctx, path, literal);
      for (const file of files.length > 0 ? files : [store.fullPath(ctx, path)]) {
        const text = readTextFile(ctx, file, encodingOf(ctx, p.Encoding, 'ascii'));
        const state: CsvState = { header: headerOf(p), typeName: undefined };
        writeRows(ctx, text, delimiterOf(p), state);
      }
    }
  },
};

/** Lines of text files one by one, for Select-String. */
export function* linesOfFiles(
  ctx: CommandContext,
  p: Record<string, Value>,
  take: (path: string, lines: string[]) => void,
): Program<void> {
  for (const path of existingFiles(ctx, p)) {
    const text = readTextFile(ctx, path, encodingOf(ctx, p.Encoding, 'utf8'));
    const lines = text.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    take(path, lines);
    yield { kind: 'pause' };
  }
}
