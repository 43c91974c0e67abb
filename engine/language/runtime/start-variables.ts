/** Variables of a new session. seen: powershell-semantics.md 9 */
import { convertTo } from '../conversion';
import { findType } from '../types';
import { knownTypes, PSArray, PSDictionary, PSEnum, PSVersion, type Value } from '../values';
import { ExecutionContextObject, HostObject, PathInfo } from './host-object';
import type { Runspace } from './runspace';
import type { Scope } from './scope';
import { typeNamed } from './type-named';
import { Variable, VariableOptions } from './variable';

function enumOf(type: string, name: string): Value {
  const found = findType(type);
  return found === undefined ? name : convertTo(name, found);
}

export function startVariables(rs: Runspace, top: Scope): void {
  const put = (name: string, value: Value, options = 0): Variable => {
    const variable = top.put(name.toLowerCase(), new Variable(name, value));
    if (options !== 0) variable.setOptions(options);
    return variable;
  };
  const { Constant, ReadOnly, AllScope } = VariableOptions;
  const home = `C:\\Users\\${rs.options.userName ?? 'Administrator'}`;
  put('true', true, Constant | AllScope);
  put('false', false, Constant | AllScope);
  put('null', null);
  put('Error', rs.errorList, Constant);
  put('HOME', home, ReadOnly | AllScope);
  put('PID', 4242, Constant | AllScope);
  put('PSHOME', 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0', Constant | AllScope);
  put('PROFILE', `${home}\\Documents\\WindowsPowerShell\\Microsoft.PowerShell_profile.ps1`);
  put('PSCulture', 'en-US', ReadOnly | AllScope);
  put('PSUICulture', 'en-US', ReadOnly | AllScope);
  put('ShellId', 'Microsoft.PowerShell', Constant | AllScope);
  put('Host', new HostObject(rs), Constant | AllScope);
  put('ExecutionContext', new ExecutionContextObject(rs), Constant | AllScope);
  put('PSVersionTable', versionTable(), ReadOnly | AllScope);
  const pwd = put('PWD', null, ReadOnly | AllScope);
  pwd.compute = () => new PathInfo(rs.location);
  const preference = 'System.Management.Automation.ActionPreference';
  put('ErrorActionPreference', enumOf(preference, 'Continue'));
  put('WarningPreference', enumOf(preference, 'Continue'));
  put('VerbosePreference', enumOf(preference, 'SilentlyContinue'));
  put('DebugPreference', enumOf(preference, 'SilentlyContinue'));
  put('InformationPreference', enumOf(preference, 'SilentlyContinue'));
  put('ProgressPreference', enumOf(preference, 'Continue'));
  for (const name of [
    'erroractionpreference',
    'warningpreference',
    'verbosepreference',
    'debugpreference',
    'informationpreference',
    'progresspreference',
  ]) {
    const type = findType(preference);
    if (type !== undefined)
      top.own(name)!.setGuard({ attributes: [{ kind: 'Type', type }], accept: (value) => convertTo(value, type) });
  }
  put('ConfirmPreference', enumOf('System.Management.Automation.ConfirmImpact', 'High'));
  put('WhatIfPreference', false);
  put('FormatEnumerationLimit', 4);
  put('MaximumHistoryCount', 4096);
  put('MaximumErrorCount', 256);
  put('MaximumVariableCount', 4096);
  put('MaximumFunctionCount', 4096);
  put('MaximumAliasCount', 4096);
  put('MaximumDriveCount', 4096);
  put('ErrorView', 'NormalView');
  put('NestedPromptLevel', 0);
  put('ConsoleFileName', '', ReadOnly | AllScope);
  put('StackTrace', '');
  put('OutputEncoding', null);
  put('PSSessionApplicationName', 'wsman');
  put('PSSessionConfigurationName', 'http://schemas.microsoft.com/powershell/Microsoft.PowerShell');
  put('PSEmailServer', '');
  put(
    'PSDefaultParameterValues',
    new PSDictionary(
      typeNamed('System.Management.Automation.DefaultParameterDictionary', 'System.Collections.Hashtable'),
    ),
  );
  put('^', '');
  put('$', '');
}

/** `$PSVersionTable` of Server 2016. seen: powershell-semantics.md 9 */
export function versionTable(): PSDictionary {
  const table = new PSDictionary();
  table.set('PSVersion', new PSVersion(5, 1, 14393, 693));
  table.set('PSEdition', 'Desktop');
  table.set(
    'PSCompatibleVersions',
    new PSArray(
      [
        new PSVersion(1, 0),
        new PSVersion(2, 0),
        new PSVersion(3, 0),
        new PSVersion(4, 0),
        new PSVersion(5, 0),
        new PSVersion(5, 1, 14393, 693),
      ],
      knownTypes['System.Version'],
    ),
  );
  table.set('BuildVersion', new PSVersion(10, 0, 14393, 693));
  table.set('CLRVersion', new PSVersion(4, 0, 30319, 42000));
  table.set('WSManStackVersion', new PSVersion(3, 0));
  table.set('PSRemotingProtocolVersion', new PSVersion(2, 3));
  table.set('SerializationVersion', new PSVersion(1, 1, 0, 1));
  return table;
}

export { PSEnum };
