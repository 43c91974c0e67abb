/** A script block compiled to closures; made once per syntax tree. */
import type { ParameterAst, ScriptBlockAst, TypeDefinitionAst } from '../ast';
import type { Body } from './closure';
import { compileBlockBodies } from './compiler';

export class CompiledBlock {
  /** Names of variables in the block (folded) and their slots. */
  readonly layout = new Map<string, number>();
  begin: Body | undefined;
  process: Body | undefined;
  end: Body | undefined;
  dynamicParam: Body | undefined;
  /** Parameters of the param block or between the parentheses behind a function's name. */
  readonly parameters: readonly ParameterAst[];
  /** Slot of each parameter. */
  readonly parameterSlots: number[];
  /** Classes and enums defined in the block. */
  types: readonly TypeDefinitionAst[] = [];
  /** Body of a class method: only `return` gives a value. */
  readonly isMethod: boolean;
  private compiled = false;

  constructor(readonly ast: ScriptBlockAst) {
    const parent = ast.parent;
    const declared =
      ast.paramBlock?.parameters ?? (parent?.type === 'FunctionDefinitionAst' ? parent.parameters : undefined) ?? [];
    this.isMethod = parent?.type === 'FunctionDefinitionAst' && parent.parent?.type === 'FunctionMemberAst';
    this.parameters = declared;
    this.parameterSlots = declared.map((parameter) => this.slot(parameter.name.variablePath.unqualifiedPath));
  }

  slot(name: string): number {
    const key = name.toLowerCase();
    let slot = this.layout.get(key);
    if (slot === undefined) {
      slot = this.layout.size;
      this.layout.set(key, slot);
    }
    return slot;
  }

  /** Compiles the bodies; done before the first run, so that the layout is complete. */
  ready(): this {
    if (!this.compiled) {
      this.compiled = true;
      compileBlockBodies(this);
    }
    return this;
  }

  /** Whether input is taken object by object. */
  get hasProcess(): boolean {
    return this.process !== undefined;
  }
}

/** The compiled form of a syntax tree. */
export function compiledOf(ast: ScriptBlockAst): CompiledBlock {
  const known = ast.compiled as CompiledBlock | undefined;
  if (known !== undefined) return known.ready();
  const made = new CompiledBlock(ast);
  ast.compiled = made;
  return made.ready();
}
