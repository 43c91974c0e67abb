/**
 * Functions of a new console session. Names, parameters and what they do: seen: Windows PowerShell 5.1, `Get-ChildItem function:`;
 * bodies are written for this shell where the real one calls programs of Windows.
 */
import type { ScriptBlockAst } from '../ast';
import { parse } from '../parsing/parser';
import { foldCase } from '../values';
import { FunctionInfo } from './command-info';
import type { Runspace } from './runspace';
import { ScriptBlock } from './script-block';

const bodies: Record<string, string> = {
  'cd..': 'Set-Location ..',
  'cd\\': 'Set-Location \\',
  help: `
<#
.FORWARDHELPTARGETNAME Get-Help
.FORWARDHELPCATEGORY Cmdlet
#>
[CmdletBinding(DefaultParameterSetName='AllUsersView', HelpUri='http://go.microsoft.com/fwlink/?LinkID=113316')]
param(
    [Parameter(Position=0, ValueFromPipelineByPropertyName=$true)]
    [string]
    \${Name},

    [string]
    \${Path},

    [ValidateSet('Alias','Cmdlet','Provider','General','FAQ','Glossary','HelpFile','ScriptCommand','Function','Filter','ExternalScript','All','DefaultHelp','Workflow','DscResource','Class','Configuration')]
    [string[]]
    \${Category},

    [string[]]
    \${Component},

    [string[]]
    \${Functionality},

    [string[]]
    \${Role},

    [Parameter(ParameterSetName='DetailedView', Mandatory=$true)]
    [switch]
    \${Detailed},

    [Parameter(ParameterSetName='AllUsersView')]
    [switch]
    \${Full},

    [Parameter(ParameterSetName='Examples', Mandatory=$true)]
    [switch]
    \${Examples},

    [Parameter(ParameterSetName='Parameters', Mandatory=$true)]
    [string]
    \${Parameter},

    [Parameter(ParameterSetName='Online', Mandatory=$true)]
    [switch]
    \${Online},

    [Parameter(ParameterSetName='ShowWindow', Mandatory=$true)]
    [switch]
    \${ShowWindow})

Get-Help @PSBoundParameters | more
`,
  ImportSystemModules: '\n',
  mkdir: `
<#
.FORWARDHELPTARGETNAME New-Item
.FORWARDHELPCATEGORY Cmdlet
#>

[CmdletBinding(DefaultParameterSetName='pathSet',
    SupportsShouldProcess=$true,
    ConfirmImpact='Medium')]
    [OutputType([System.IO.DirectoryInfo])]
param(
    [Parameter(ParameterSetName='nameSet', Position=0, ValueFromPipelineByPropertyName=$true)]
    [Parameter(ParameterSetName='pathSet', Mandatory=$true, Position=0, ValueFromPipelineByPropertyName=$true)]
    [System.String[]]
    \${Path},

    [Parameter(ParameterSetName='nameSet', Mandatory=$true, ValueFromPipelineByPropertyName=$true)]
    [AllowNull()]
    [AllowEmptyString()]
    [System.String]
    \${Name},

    [Parameter(ValueFromPipeline=$true, ValueFromPipelineByPropertyName=$true)]
    [System.Object]
    \${Value},

    [Switch]
    \${Force},

    [Parameter(ValueFromPipelineByPropertyName=$true)]
    [System.Management.Automation.PSCredential]
    \${Credential}
)

process {
    try {
        New-Item -ItemType Directory @PSBoundParameters
    } catch {
        throw
    }
}
`,
  more: `
param([string[]]$paths)
if($paths)
{
    foreach ($file in $paths)
    {
        Get-Content $file | Out-Host -Paging
    }
}
else
{
    $input | Out-Host -Paging
}
`,
  oss: `
[CmdletBinding()]
param(
    [ValidateRange(2, 2147483647)]
    [int]
    \${Width},

    [Parameter(ValueFromPipeline=$true)]
    [psobject]
    \${InputObject})

process { $input | Out-String -Stream @PSBoundParameters }
`,
  Pause: `Read-Host 'Press Enter to continue...' | Out-Null`,
  prompt: `
"PS $($executionContext.SessionState.Path.CurrentLocation)$('>' * ($nestedPromptLevel + 1)) ";
# .Link
# http://go.microsoft.com/fwlink/?LinkID=225750
# .ExternalHelp System.Management.Automation.dll-help.xml

`,
};
for (let letter = 65; letter <= 90; letter++) {
  const drive = `${String.fromCharCode(letter)}:`;
  bodies[drive] = `Set-Location ${drive}`;
}

/** Trees of the bodies, parsed when a session first uses the function. */
const trees = new Map<string, ScriptBlockAst>();

function treeOf(name: string): ScriptBlockAst {
  let tree = trees.get(name);
  if (tree === undefined) {
    tree = parse(bodies[name]).ast;
    trees.set(name, tree);
  }
  return tree;
}

/** Functions that a session has before anything ran, by folded name. */
export function startFunctions(rs: Runspace): Map<string, FunctionInfo> {
  const functions = new Map<string, FunctionInfo>();
  for (const name of Object.keys(bodies))
    functions.set(foldCase(name), new FunctionInfo(name, () => new ScriptBlock(treeOf(name), rs.global)));
  return functions;
}
