/** Types in scripts: names with `using namespace`, classes and enums that scripts define. */
import type { TypeDefinitionAst } from '../ast';
import type { ITypeName } from '../parsing/type-name';
import { findType, type NetType } from '../types';
import { foldCase } from '../values';
import type { Frame } from './frame';
import type { Runspace } from './runspace';
import type { Scope } from './scope';
import { defineScriptType } from './script-class';

export class ScriptTypes {
  private readonly defined = new Map<string, NetType>();
  /** Namespaces of `using namespace` statements of the session. */
  readonly namespaces: string[] = [];

  use(namespace: string): void {
    if (!this.namespaces.includes(namespace)) this.namespaces.push(namespace);
  }
  define(type: NetType): void {
    this.defined.set(foldCase(type.fullName), type);
  }
  *all(): IterableIterator<NetType> {
    yield* this.defined.values();
  }
  findByText(text: string, _scope: Scope): NetType | undefined {
    let name = text.trim();
    if (name.startsWith('[') && name.endsWith(']')) name = name.slice(1, -1);
    if (name.endsWith('[]')) return this.findByText(name.slice(0, -2), _scope)?.arrayType();
    return this.plain(name);
  }
  private plain(name: string): NetType | undefined {
    const own = this.defined.get(foldCase(name));
    if (own !== undefined) return own;
    const found = findType(name);
    if (found !== undefined) return found;
    for (const namespace of this.namespaces) {
      const inside = findType(`${namespace}.${name}`);
      if (inside !== undefined) return inside;
    }
    const attribute = findType(`System.Management.Automation.${name}Attribute`);
    return attribute;
  }
  find(name: ITypeName, scope: Scope): NetType | undefined {
    switch (name.kind) {
      case 'TypeName':
        return this.plain(name.name);
      case 'ArrayTypeName': {
        const element = this.find(name.elementType, scope);
        return element?.arrayType();
      }
      case 'GenericTypeName': {
        const args = name.genericArguments.map((argument) => this.find(argument, scope));
        if (args.some((argument) => argument === undefined)) return undefined;
        const found = findType(`${name.typeName.name}[${args.map((argument) => argument!.fullName).join(',')}]`);
        if (found !== undefined) return found;
        for (const namespace of this.namespaces) {
          const inside = findType(
            `${namespace}.${name.typeName.name}[${args.map((argument) => argument!.fullName).join(',')}]`,
          );
          if (inside !== undefined) return inside;
        }
        return undefined;
      }
    }
  }
}

/** Defines the classes and enums of a block, bases before those derived from them. */
export function defineTypes(rs: Runspace, asts: readonly TypeDefinitionAst[], f: Frame): void {
  const waiting = [...asts];
  for (let guard = 0; waiting.length > 0 && guard < asts.length * asts.length + 1; guard++) {
    const ast = waiting.shift()!;
    const needs = ast.baseTypes.some((base) =>
      waiting.some((other) => foldCase(other.name) === foldCase(base.typeName.name)),
    );
    if (needs) waiting.push(ast);
    else defineScriptType(rs, ast, f);
  }
  rs.typeVersion++;
}
