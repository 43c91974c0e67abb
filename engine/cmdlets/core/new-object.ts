/** New-Object and Add-Type. seen: NewObjectStrings */
import { toText } from '../../language/conversion';
import { NetException, PSRuntimeException } from '../../language/errors';
import { construct, hasMember, isProgram, setMember } from '../../language/net';
import type { Implementations } from '../../language/runtime/command-registry';
import type { CommandRuntime } from '../../language/runtime/command-runtime';
import { TerminatingError } from '../../language/runtime/control-flow';
import { PSArray, PSCustomObject, PSDictionary, type Value } from '../../language/values';

export const objectCmdlets: Implementations = {
  'New-Object': {
    notSimulated: ['ComObject', 'Strict'],
    *process(context, p) {
      const ctx = context as CommandRuntime;
      const name = toText(p.TypeName);
      const type = ctx.rs.findTypeByText(name, ctx.frame.scope);
      if (type === undefined) {
        return ctx.throwTerminating({
          message: `Cannot find type [${name}]: verify that the assembly containing this type is loaded.`,
          id: 'TypeNotFound',
          category: 'InvalidType',
          exceptionType: 'System.Management.Automation.PSArgumentException',
        });
      }
      const list = p.ArgumentList;
      const args: Value[] =
        list === undefined || list === null ? [] : list instanceof PSArray ? [...list.items] : [list];
      let made: Value;
      if (/^System\.Management\.Automation\.(PSObject|PSCustomObject)$/.test(type.fullName))
        made = args.length > 0 ? args[0] : new PSCustomObject();
      else {
        try {
          const result = construct(type, args, ctx.rs.contextFor(ctx.frame));
          made = isProgram(result) ? yield* result : result;
        } catch (error) {
          if (
            error instanceof TerminatingError ||
            (!(error instanceof PSRuntimeException) && !(error instanceof NetException))
          )
            throw error;
          const noConstructor = error instanceof PSRuntimeException && error.id === 'MethodCountCouldNotFindBest';
          return ctx.throwTerminating({
            message: noConstructor
              ? `A constructor was not found. Cannot find an appropriate constructor for type ${name}.`
              : error.message,
            id: noConstructor ? 'CannotFindAppropriateCtor' : 'ConstructorInvokedThrowException',
            category: noConstructor ? 'ObjectNotFound' : 'InvalidOperation',
            exceptionType: noConstructor
              ? 'System.Management.Automation.PSArgumentException'
              : 'System.Management.Automation.MethodInvocationException',
          });
        }
      }
      if (p.Property instanceof PSDictionary) {
        for (const { key, value } of p.Property.items()) {
          const property = toText(key);
          if (made instanceof PSCustomObject) made.set(property, value);
          else {
            try {
              setMember(made, property, value, ctx.rs.contextFor(ctx.frame));
            } catch (error) {
              if (!(error instanceof PSRuntimeException)) throw error;
              const missing = !hasMember(made, property);
              return ctx.throwTerminating({
                message: missing
                  ? `The member "${property}" was not found for the specified .NET object.`
                  : error.message,
                id: missing ? 'InvalidOperationException' : 'SetPropertyFailed',
                category: 'InvalidOperation',
                exceptionType: 'System.InvalidOperationException',
              });
            }
          }
        }
      }
      ctx.write(made);
    },
  },
  'Add-Type': {
    process(ctx, p) {
      if (p.AssemblyName !== undefined) return;
      ctx.throwTerminating({
        message:
          'Add-Type compiles code of other languages, which Dualpath does not simulate. -AssemblyName is accepted.',
        id: 'NotSimulated',
        category: 'NotImplemented',
        exceptionType: 'System.NotSupportedException',
      });
    },
  },
};
