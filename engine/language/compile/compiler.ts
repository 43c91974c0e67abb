/** Compiles the blocks of a script block. */
import type { NamedBlockAst, ScriptBlockAst, TypeDefinitionAst } from '../ast';
import type { Body } from './closure';
import type { CompiledBlock } from './compiled-block';
import { compileList } from './statements';

function compileNamedBlock(block: CompiledBlock, ast: NamedBlockAst | undefined): Body | undefined {
  return ast === undefined ? undefined : compileList(block, ast.statements, ast.traps);
}

export function compileBlockBodies(block: CompiledBlock): void {
  const { ast } = block;
  block.begin = compileNamedBlock(block, ast.beginBlock);
  block.process = compileNamedBlock(block, ast.processBlock);
  block.end = compileNamedBlock(block, ast.endBlock);
  block.dynamicParam = compileNamedBlock(block, ast.dynamicParamBlock);
  block.types = typeDefinitions(ast);
}

/** Classes and enums of a script: they exist before its first statement runs. */
function typeDefinitions(ast: ScriptBlockAst): readonly TypeDefinitionAst[] {
  const found: TypeDefinitionAst[] = [];
  for (const named of [ast.beginBlock, ast.processBlock, ast.endBlock]) {
    for (const statement of named?.statements ?? []) {
      if (statement.type === 'TypeDefinitionAst') found.push(statement);
    }
  }
  return found;
}
