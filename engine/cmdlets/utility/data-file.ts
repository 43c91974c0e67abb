/** Import-PowerShellDataFile. seen: Utility module of 5.1; text: UtilityCommonStrings. */

import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSDictionary } from '../../language/values';
import { existingFiles, readTextFile } from './file-store';

export const importPowerShellDataFile: Implementation = {
  *process(ctx, p) {
    for (const path of existingFiles(ctx, p)) {
      const block = ctx.convert(readTextFile(ctx, path), 'scriptblock');
      const output = yield* ctx.invoke(block, { newScope: true });
      const table = output.length === 1 ? baseOf(output[0]) : undefined;
      if (table instanceof PSDictionary) {
        ctx.write(table);
        continue;
      }
      ctx.throwTerminating({
        message: `The file '${path}' could not be parsed as a PowerShell Data File.`,
        id: 'CouldNotParseAsPowerShellDataFile',
        category: 'InvalidData',
        target: path,
        exceptionType: 'System.InvalidOperationException',
      });
    }
  },
};
