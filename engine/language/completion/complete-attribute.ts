import type { AttributeAst } from '../ast';
import { attributeShapes } from '../parsing/attribute-shapes';
import { type CompletionMatch, type CompletionState, match } from './context';

function shapeOf(attribute: AttributeAst) {
  const name = attribute.typeName.fullName.toLowerCase();
  for (const full of [name, `${name}attribute`]) {
    for (const space of ['', 'system.management.automation.', 'system.']) {
      for (const [key, shape] of attributeShapes) if (key.toLowerCase() === space + full) return shape;
    }
  }
  return undefined;
}

/** Properties of an attribute: `[Parameter(Man<Tab>`. seen: PowerShell engine, GetResultForAttributeArgument */
export function completeAttributeArgument(state: CompletionState): CompletionMatch[] {
  let attribute: AttributeAst | undefined;
  let word = '';
  for (const ast of state.relatedAsts) {
    if (ast.type === 'AttributeAst') attribute = ast;
    if (ast.type === 'NamedAttributeArgumentAst' && ast.parent?.type === 'AttributeAst') {
      attribute = ast.parent;
      word = ast.argumentName.toLowerCase();
      state.replacementIndex = ast.start;
      state.replacementLength = word.length;
      break;
    }
  }
  const shape = attribute === undefined ? undefined : shapeOf(attribute);
  if (attribute === undefined || shape === undefined) return [];
  const used = new Set<string>();
  for (const argument of attribute.namedArguments) {
    if (state.cursor < argument.start || state.cursor > argument.end) used.add(argument.argumentName.toLowerCase());
  }
  return shape.properties
    .filter((name) => !used.has(name.toLowerCase()) && name.toLowerCase().startsWith(word))
    .map((name) => match(name, name, 'Property', name));
}
