/** ConvertFrom-StringData. seen: ConvertFrom-StringData.cs; texts: powershell-strings.json ConvertFromStringData. */
import type { CommandContext } from '../../language/command';
import { toDisplayText } from '../../language/conversion';
import type { Implementation } from '../../language/runtime/command-registry';
import { unescapeRegex } from '../../language/text/regex';
import { PSDictionary } from '../../language/values';

function refuse(ctx: CommandContext, message: string): never {
  return ctx.throwTerminating({
    message,
    id: 'InvalidOperation',
    category: 'InvalidOperation',
    exceptionType: 'System.Management.Automation.PSInvalidOperationException',
  });
}

export const convertFromStringData: Implementation = {
  process(ctx, p) {
    const table = new PSDictionary();
    const text = toDisplayText(p.StringData ?? '');
    for (const raw of text.split('\n')) {
      const line = raw.trim();
      if (line === '' || line.startsWith('#')) continue;
      const cut = line.indexOf('=');
      if (cut <= 0) refuse(ctx, `Data line '${line}' is not in 'name=value' format. `);
      const name = line.slice(0, cut).trim();
      if (table.has(name)) refuse(ctx, `Data item '${name}' in line '${line}' is already defined. `);
      table.set(name, unescapeRegex(line.slice(cut + 1).trim()));
    }
    ctx.write(table);
  },
};
