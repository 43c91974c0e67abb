/** Get-FileHash, Format-Hex, Unblock-File, New-TemporaryFile, Export-Clixml, Import-Clixml. */
import type { CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import { baseOf, PSArray, PSCustomObject, PSInteger, PSList, TypedObject, type Value } from '../../language/values';
import { readClixml, writeClixml } from './clixml';
import { md5, sha1, sha256, sha384, sha512 } from './digest';
import { encodingOf, existingFiles, filesOf, pathTexts, readFile, readTextFile, writeTextFile } from './file-store';
import { hostTime, lazyType } from './session';
import { encodeText } from './text-encoding';

const algorithms: Record<string, (bytes: Uint8Array) => string> = {
  MD5: md5,
  SHA1: sha1,
  SHA256: sha256,
  SHA384: sha384,
  SHA512: sha512,
};

export const getFileHash: Implementation = {
  notSimulated: ['InputStream'],
  process(ctx, p) {
    const name = ctx.isBound('Algorithm') ? ctx.text(p.Algorithm).toUpperCase() : 'SHA256';
    const digest = algorithms[name];
    if (!digest)
      ctx.throwTerminating({
        message: `The algorithm ${name} is not simulated here; MD5, SHA1, SHA256, SHA384 and SHA512 are.`,
        id: 'AlgorithmNotSimulated',
        category: 'NotImplemented',
        target: name,
      });
    for (const path of existingFiles(ctx, p)) {
      const object = PSCustomObject.from([
        ['Algorithm', name],
        ['Hash', digest(readFile(ctx, path))],
        ['Path', path],
      ]);
      object.typeNames = ['Microsoft.Powershell.Utility.FileHash', ...object.typeNames];
      ctx.write(object);
    }
  },
};

interface Bytes {
  bytes: Uint8Array;
  path: string | undefined;
}

const header = '           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F';

/** The lines of Format-Hex. seen: ByteCollection.ToString of UtilityCommon.cs */
function hexLines(data: Bytes): string {
  const lines = [header, ''];
  if (data.path !== undefined) lines.unshift(`           Path: ${data.path}`, '');
  for (let at = 0; at < data.bytes.length; at += 16) {
    const chunk = data.bytes.slice(at, at + 16);
    const cells = Array.from(chunk, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
    const letters = Array.from(chunk, (byte) => (byte < 32 || byte > 126 ? '.' : String.fromCharCode(byte))).join('');
    lines.push(`${at.toString(16).toUpperCase().padStart(8, '0')}   ${cells.padEnd(47)}  ${letters}`);
  }
  return lines.join('\r\n');
}

const byteCollection = lazyType(() =>
  defineType<Bytes>({
    name: 'Microsoft.PowerShell.Commands.ByteCollection',
    properties: {
      Offset: { type: 'uint32', get: () => 0 },
      Path: { type: 'string', get: (data) => data.path ?? null },
    },
    toText: hexLines,
  }),
);

function bytesOf(ctx: CommandContext, value: Value, p: Record<string, Value>): Uint8Array | undefined {
  const base = baseOf(value);
  if (typeof base === 'string') return encodeText(base, encodingOf(ctx, p.Encoding, 'ascii'), false);
  if (typeof base === 'number') {
    const bytes = [base & 255, (base >> 8) & 255, (base >> 16) & 255, (base >>> 24) & 255];
    // Without -Raw leading zero bytes are left out.
    while (p.Raw !== true && bytes.length > 1 && bytes.at(-1) === 0) bytes.pop();
    return Uint8Array.from(bytes);
  }
  if (base instanceof PSInteger && base.kind === 'Byte') return Uint8Array.of(Number(base.value));
  if (base instanceof PSInteger) {
    const bytes: number[] = [];
    for (let i = 0n; i < 8n; i++) bytes.push(Number((base.value >> (8n * i)) & 255n));
    while (p.Raw !== true && bytes.length > 1 && bytes.at(-1) === 0) bytes.pop();
    return Uint8Array.from(bytes);
  }
  if (base instanceof PSArray || base instanceof PSList) {
    const parts = base.items.map((item) => bytesOf(ctx, item, p));
    if (parts.some((part) => part === undefined)) return undefined;
    return Uint8Array.from(parts.flatMap((part) => [...(part as Uint8Array)]));
  }
  return undefined;
}

export const formatHex: Implementation = {
  process(ctx, p) {
    if (ctx.isBound('InputObject')) {
      const bytes = bytesOf(ctx, p.InputObject ?? null, p);
      if (!bytes) {
        const type = toDisplayText(p.InputObject ?? null);
        ctx.writeError({
          message: `Cannot convert input of type ${type} to hexadecimal. To view the hexadecimal formatting of its string representation, pipe it to the Out-String cmdlet before piping it to Format-Hex.`,
          id: 'FormatHexTypeNotSupported',
          category: 'InvalidType',
          target: p.InputObject,
          exceptionType: 'System.NotImplementedException',
        });
        return;
      }
      ctx.write(new TypedObject(byteCollection(), { bytes, path: undefined }));
      return;
    }
    for (const path of existingFiles(ctx, p))
      ctx.write(new TypedObject(byteCollection(), { bytes: readFile(ctx, path), path }));
  },
};

export const unblockFile: Implementation = {
  *process(ctx, p) {
    // Files of the simulated machine carry no Zone.Identifier stream, so there is nothing to take away.
    for (const path of existingFiles(ctx, p)) yield* ctx.shouldProcess(path);
  },
};

export const newTemporaryFile: Implementation = {
  *end(ctx) {
    const time = hostTime(ctx);
    const folder = toDisplayText(ctx.getVariable('env:TEMP') ?? 'C:\\Windows\\Temp') || 'C:\\Windows\\Temp';
    const name = `tmp${Math.floor(time.random() * 65536)
      .toString(16)
      .toUpperCase()
      .padStart(4, '0')}.tmp`;
    const path = filesOf(ctx).fullPath(ctx, `${folder}\\${name}`);
    if (!(yield* ctx.shouldProcess(path, 'Create File'))) return;
    writeTextFile(ctx, path, '', { append: false, force: false, noClobber: false, encoding: 'ascii' });
    ctx.write(path);
  },
};

export const exportClixml: Implementation = {
  *begin(ctx, p) {
    const [path] = pathTexts(p.LiteralPath ?? p.Path);
    const full = filesOf(ctx).fullPath(ctx, path ?? '');
    if (yield* ctx.shouldProcess(full)) ctx.state.target = { path: full, items: [] as Value[] };
  },
  process(ctx, p) {
    (ctx.state.target as { items: Value[] } | undefined)?.items.push(p.InputObject ?? null);
  },
  end(ctx, p) {
    const target = ctx.state.target as { path: string; items: Value[] } | undefined;
    if (!target) return;
    const depth = baseOf(p.Depth);
    const text = writeClixml(target.items, typeof depth === 'number' ? depth : 2);
    writeTextFile(ctx, target.path, text, {
      append: false,
      force: p.Force === true,
      noClobber: p.NoClobber === true,
      encoding: encodingOf(ctx, p.Encoding, 'unicode'),
    });
  },
};

export const importClixml: Implementation = {
  process(ctx, p) {
    const number = (value: Value | undefined): number | undefined => {
      const base = baseOf(value);
      return typeof base === 'number' ? base : base instanceof PSInteger ? Number(base.value) : undefined;
    };
    for (const path of existingFiles(ctx, p)) {
      const items = readClixml(readTextFile(ctx, path));
      if (items === undefined)
        return ctx.throwTerminating({
          message:
            "Element 'Objs' with namespace name 'http://schemas.microsoft.com/powershell/2004/04' was not found.",
          id: 'System.Xml.XmlException',
          category: 'NotSpecified',
          exceptionType: 'System.Xml.XmlException',
        });
      if (p.IncludeTotalCount === true) ctx.write(`Total count: ${items.length}`);
      const skip = number(p.Skip) ?? 0;
      const first = ctx.isBound('First') ? (number(p.First) ?? items.length) : items.length;
      ctx.writeAll(items.slice(skip, skip + first));
    }
  },
};
