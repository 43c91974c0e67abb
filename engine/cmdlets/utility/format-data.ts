/** Get-FormatData: the views that are known. Update-FormatData reads files of views, which is not simulated. */

import { wildcardTest } from '../../language/formatting/object-access';
import { allViews, type View } from '../../language/formatting/views';
import type { Implementation } from '../../language/runtime/command-registry';
import { defineType } from '../../language/types';
import { baseOf, PSArray, PSList, TypedObject, type Value } from '../../language/values';
import { lazyType } from './session';

interface ViewsOfType {
  typeName: string;
  views: View[];
}

const controls: Record<View['shape'], string> = {
  table: 'TableControl',
  list: 'ListControl',
  wide: 'WideControl',
  custom: 'CustomControl',
};

const viewDefinition = lazyType(() =>
  defineType<View>({
    name: 'System.Management.Automation.FormatViewDefinition',
    properties: {
      Name: { type: 'string', get: (data) => data.name },
      Control: {
        type: 'System.Management.Automation.PSControl',
        get: (data) => `System.Management.Automation.${controls[data.shape]}`,
      },
    },
    toText: (data) => `${data.name} , ${controls[data.shape]}`,
  }),
);

const extendedType = lazyType(() =>
  defineType<ViewsOfType>({
    name: 'System.Management.Automation.ExtendedTypeDefinition',
    properties: {
      TypeNames: {
        type: 'System.Collections.Generic.List[string]',
        get: (data) => new PSArray([data.typeName]),
      },
      FormatViewDefinition: {
        type: 'System.Collections.Generic.List[System.Management.Automation.FormatViewDefinition]',
        get: (data) => new PSArray(data.views.map((view) => new TypedObject(viewDefinition(), view))),
      },
    },
    toText: (data) => data.typeName,
  }),
);

export const getFormatData: Implementation = {
  process(ctx, p) {
    const base = baseOf(p.TypeName);
    const patterns: Value[] = base instanceof PSArray || base instanceof PSList ? base.items : ['*'];
    const tests = patterns.map((pattern) => wildcardTest(ctx.text(pattern)));
    const byType = new Map<string, View[]>();
    for (const view of allViews())
      for (const type of view.types) {
        if (!tests.some((test) => test(type))) continue;
        const list = byType.get(type);
        if (list) list.push(view);
        else byType.set(type, [view]);
      }
    for (const [typeName, views] of byType) ctx.write(new TypedObject(extendedType(), { typeName, views }));
  },
};
