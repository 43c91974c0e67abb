/** System.Exception and all types derived from it. */
import { netToString } from '../conversion/to-text';
import { PSException } from '../errors';
import { allTypes, type NetType } from '../types';
import type { Value } from '../values';
import { knownTypes, PSDictionary } from '../values';
import { behave, behaviourOf } from './binding';
import { readSignatures } from './signatures';

const exception = (self: Value): PSException => self as PSException;
const extra =
  (name: string) =>
  (self: Value): Value =>
    exception(self).extra[name] ?? null;

/** Messages of exceptions made without one. */
const defaultMessages: Record<string, string> = {
  'System.ArgumentException': 'Value does not fall within the expected range.',
  'System.ArgumentNullException': 'Value cannot be null.',
  'System.ArgumentOutOfRangeException': 'Specified argument was out of the range of valid values.',
  'System.InvalidOperationException': 'Operation is not valid due to the current state of the object.',
  'System.NotImplementedException': 'The method or operation is not implemented.',
  'System.NotSupportedException': 'Specified method is not supported.',
  'System.NullReferenceException': 'Object reference not set to an instance of an object.',
  'System.IndexOutOfRangeException': 'Index was outside the bounds of the array.',
  'System.DivideByZeroException': 'Attempted to divide by zero.',
  'System.FormatException': 'One of the identified items was in an invalid format.',
  'System.OverflowException': 'Arithmetic operation resulted in an overflow.',
  'System.InvalidCastException': 'Specified cast is not valid.',
  'System.TimeoutException': 'The operation has timed out.',
  'System.UnauthorizedAccessException': 'Attempted to perform an unauthorized operation.',
  'System.IO.IOException': 'I/O error occurred.',
  'System.IO.FileNotFoundException': 'Unable to find the specified file.',
  'System.IO.DirectoryNotFoundException': 'Attempted to access a path that is not on the disk.',
  'System.ApplicationException': 'Error in the application.',
  'System.SystemException': 'System error.',
};

function makeFrom(type: NetType, args: Value[], names: string[]): PSException {
  const at = (name: string): Value => args[names.indexOf(name)];
  const inner = args.find((arg) => arg instanceof PSException) as PSException | undefined;
  const paramName = at('paramName');
  let message = at('message');
  if (names.indexOf('message') < 0 || typeof message !== 'string')
    message = defaultMessages[type.fullName] ?? `Exception of type '${type.fullName}' was thrown.`;
  const properties: Record<string, Value> = {};
  if (typeof paramName === 'string' && paramName !== '') {
    properties.ParamName = paramName;
    message += `\r\nParameter name: ${paramName}`;
  }
  const actual = at('actualValue');
  if (actual !== undefined && actual !== null) {
    properties.ActualValue = actual;
    message += `\r\nActual value was ${netToString(actual)}.`;
  }
  const fileName = at('fileName');
  if (typeof fileName === 'string') properties.FileName = fileName;
  return new PSException(type, message as string, { inner, properties });
}

behave('System.Exception', {
  methods: {
    GetBaseException: (self) => {
      let at = exception(self);
      while (at.inner) at = at.inner;
      return at;
    },
    ToString: (self) => netToString(self),
  },
  properties: {
    Message: (self) => exception(self).message,
    InnerException: (self) => exception(self).inner ?? null,
    StackTrace: () => null,
    Source: {
      get: (self) => exception(self).source,
      set: (self, value) => {
        exception(self).source = String(value);
      },
    },
    HelpLink: {
      get: (self) => exception(self).helpLink,
      set: (self, value) => {
        exception(self).helpLink = String(value);
      },
    },
    HResult: (self) => exception(self).hresult,
    TargetSite: () => null,
    Data: (self) => {
      const it = exception(self);
      it.data ??= new PSDictionary(knownTypes['System.Collections.Hashtable'], true);
      return it.data;
    },
    ParamName: extra('ParamName'),
    ActualValue: extra('ActualValue'),
    FileName: extra('FileName'),
    FusionLog: () => null,
    ErrorRecord: (self) => exception(self).errorRecord,
    WasThrownFromThrowStatement: {
      get: (self) => exception(self).extra.WasThrownFromThrowStatement ?? false,
      set: (self, value) => {
        exception(self).extra.WasThrownFromThrowStatement = value;
      },
    },
    ErrorId: extra('ErrorId'),
    Line: extra('Line'),
    Offset: extra('Offset'),
    ParameterName: extra('ParameterName'),
    CommandInvocation: extra('CommandInvocation'),
    ParameterType: extra('ParameterType'),
    TypeSpecified: extra('TypeSpecified'),
    CommandName: extra('CommandName'),
    ItemName: extra('ItemName'),
    SessionStateCategory: extra('SessionStateCategory'),
  },
  construct: (_s, args, _c, overload) =>
    makeFrom(
      overload.declaring,
      args,
      overload.parameters.map((parameter) => parameter.name),
    ),
});

// Types without signatures of their own get the three usual constructors.
for (const type of allTypes()) {
  if (!/Exception$/.test(type.fullName) || !type.isSubclassOf(knownTypes['System.Exception']!)) continue;
  if (!behaviourOf(type.fullName) && readSignatures(type.fullName).constructors.length === 0)
    behave(type.fullName, {
      signatures: ['c()', 'c(string message)', 'c(string message, System.Exception innerException)'],
    });
}
