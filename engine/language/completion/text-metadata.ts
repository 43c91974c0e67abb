import type { AttributeAst, ExpressionAst, ParameterAst, ScriptBlockAst } from '../ast';
import { allSets, CommandMetadata, cmdletMetadata, declaredParameter } from '../binding/command-metadata';
import type { CmdletDefinition, ParameterDeclaration, ParameterInSet } from '../command';
import type { ITypeName } from '../parsing/type-name';
import type { ResolvedCommand } from './context';

/** `Parameter` of `System.Management.Automation.ParameterAttribute`, in lower case. */
function shortName(type: ITypeName): string {
  return type.name
    .toLowerCase()
    .replace(/^.*\./, '')
    .replace(/attribute$/, '');
}

function textOf(ast: ExpressionAst): string | undefined {
  return ast.type === 'StringConstantExpressionAst' ? ast.value : undefined;
}

function argument(attribute: AttributeAst, name: string): ExpressionAst | undefined {
  return attribute.namedArguments.find((a) => a.argumentName.toLowerCase() === name)?.argument;
}

function isSet(attribute: AttributeAst, name: string): boolean {
  const named = attribute.namedArguments.find((a) => a.argumentName.toLowerCase() === name);
  if (named === undefined) return false;
  if (named.expressionOmitted) return true;
  const { argument: value } = named;
  if (value.type === 'ConstantExpressionAst') return value.value !== false;
  return value.type === 'VariableExpressionAst' && value.variablePath.userPath.toLowerCase() === 'true';
}

function texts(attribute: AttributeAst): string[] {
  return attribute.positionalArguments.map(textOf).filter((text) => text !== undefined);
}

interface ReadParameter {
  readonly declaration: ParameterDeclaration;
  readonly hasAttribute: boolean;
}

function readUse(attribute: AttributeAst): ParameterInSet {
  const position = argument(attribute, 'position');
  const constant = position?.type === 'ConstantExpressionAst' ? position.value : undefined;
  const use: ParameterInSet = {
    mandatory: isSet(attribute, 'mandatory'),
    fromPipeline: isSet(attribute, 'valuefrompipeline'),
    fromPipelineByPropertyName: isSet(attribute, 'valuefrompipelinebypropertyname'),
    fromRemaining: isSet(attribute, 'valuefromremainingarguments'),
  };
  if (typeof constant === 'object' && constant.kind === 'int') use.position = constant.value;
  return use;
}

function readParameter(ast: ParameterAst): ReadParameter {
  const declaration: ParameterDeclaration = { name: ast.name.variablePath.unqualifiedPath, type: 'object' };
  let hasAttribute = false;
  let hasType = false;
  for (const attribute of ast.attributes) {
    if (attribute.type === 'TypeConstraintAst') {
      if (!hasType) declaration.type = attribute.typeName.fullName;
      hasType = true;
      continue;
    }
    switch (shortName(attribute.typeName)) {
      case 'parameter': {
        hasAttribute = true;
        const set = argument(attribute, 'parametersetname');
        const name = set === undefined ? undefined : textOf(set);
        const use = readUse(attribute);
        if (name === undefined) Object.assign(declaration, use);
        else declaration.sets = { ...declaration.sets, [name]: use };
        const help = argument(attribute, 'helpmessage');
        if (help !== undefined) declaration.helpMessage = textOf(help);
        break;
      }
      case 'alias':
        declaration.aliases = [...(declaration.aliases ?? []), ...texts(attribute)];
        break;
      case 'validateset':
        declaration.validateSet = texts(attribute);
        break;
    }
  }
  return { declaration, hasAttribute };
}

/** Without explicit positions, parameters take the arguments in the order they are declared. */
function placeInOrder(parameters: readonly ParameterDeclaration[]): void {
  const uses = parameters.map((p) => (p.sets === undefined ? [p] : Object.values(p.sets)));
  if (uses.some((list) => list.some((use) => use.position !== undefined))) return;
  let position = 0;
  for (const [i, list] of uses.entries()) {
    if (/^(?:switch|.*SwitchParameter)$/i.test(parameters[i].type) || list.some((use) => use.fromRemaining)) continue;
    for (const use of list) use.position = position;
    position++;
  }
}

/** What completion needs of a function, from its text alone: nothing of it is run. */
export function commandOfText(
  name: string,
  body: ScriptBlockAst,
  declared: readonly ParameterAst[] = [],
): ResolvedCommand {
  const read = (body.paramBlock?.parameters ?? declared).map(readParameter);
  const parameters = read.map((p) => p.declaration);
  const binding = body.paramBlock?.attributes.find((a) => shortName(a.typeName) === 'cmdletbinding');
  const positional =
    binding === undefined || !binding.namedArguments.some((a) => /^positionalbinding$/i.test(a.argumentName));
  if (positional || (binding !== undefined && isSet(binding, 'positionalbinding'))) placeInOrder(parameters);
  if (binding === undefined && !read.some((p) => p.hasAttribute)) {
    const metadata = new CommandMetadata(name);
    metadata.advanced = false;
    for (const parameter of parameters) metadata.add(declaredParameter(metadata, parameter, ''));
    metadata.defaultMask = allSets;
    return { name, metadata, isSimpleFunction: true, outputs: [] };
  }
  const definition: CmdletDefinition = { name, module: '', commandType: 'Function', parameters };
  if (binding !== undefined) {
    definition.supportsShouldProcess = isSet(binding, 'supportsshouldprocess');
    const set = argument(binding, 'defaultparametersetname');
    const setName = set === undefined ? undefined : textOf(set);
    if (setName !== undefined) definition.defaultParameterSet = setName;
  }
  return { name, metadata: cmdletMetadata(definition), isSimpleFunction: false, outputs: [] };
}
