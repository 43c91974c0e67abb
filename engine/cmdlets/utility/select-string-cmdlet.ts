/** Select-String over pipeline objects and files. */
import { toDisplayText } from '../../language/conversion';
import { readMember, typeNamesOf } from '../../language/formatting/object-access';
import type { Implementation } from '../../language/runtime/command-registry';
import { baseOf, PSArray, PSList } from '../../language/values';
import { linesOfFiles } from './out-file';
import { LineSearch, patternTexts, searchOptions } from './select-string';

export const selectString: Implementation = {
  begin(ctx, p) {
    const options = searchOptions(p);
    const location = ctx.getVariable('PWD');
    ctx.state.search = new LineSearch(
      ctx,
      patternTexts(p),
      options,
      'InputStream',
      location === null || location === undefined ? '' : toDisplayText(location),
    );
  },
  process(ctx, p) {
    const search = ctx.state.search as LineSearch;
    if (ctx.parameterSet === 'Object' || (p.Path === undefined && p.LiteralPath === undefined)) {
      const object = p.InputObject;
      if (object === null || object === undefined) return undefined;
      if (typeNamesOf(object)[0] === 'System.IO.FileInfo') {
        const path = toDisplayText(readMember(object, 'FullName') ?? null);
        return linesOfFiles(ctx, { LiteralPath: path, Encoding: p.Encoding }, (file, lines) => {
          search.startFile(file);
          for (const line of lines) search.add(line);
          search.flush();
        });
      }
      const base = baseOf(object);
      if (base instanceof PSArray || base instanceof PSList)
        for (const item of base.items) search.add(toDisplayText(item));
      else search.add(toDisplayText(object));
      return undefined;
    }
    return linesOfFiles(ctx, p, (path, lines) => {
      search.startFile(path);
      for (const line of lines) search.add(line);
      search.flush();
    });
  },
  end(ctx) {
    (ctx.state.search as LineSearch).flush();
  },
};
