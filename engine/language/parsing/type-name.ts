import type { TypeDefinitionAst } from '../ast';

/** A type name as written between brackets: `int`, `List[int]`, `string[]`, `Name, Assembly`. */
export type ITypeName = TypeName | GenericTypeName | ArrayTypeName;

/** A plain name: `int`, `System.Text.StringBuilder`, possibly with an assembly. */
export class TypeName {
  readonly kind = 'TypeName';
  declare readonly start: number;
  declare readonly end: number;
  declare readonly name: string;
  declare assemblyName: string | undefined;
  /** Number of generic arguments that follow (`List` of `List[int]`): the name is then tried with `` `1 `` too. */
  declare readonly genericArgumentCount: number;
  /** The class or enum of the same script that the name was resolved to by the parser. */
  declare typeDefinition: TypeDefinitionAst | undefined;

  constructor(start: number, end: number, name: string, genericArgumentCount = 0) {
    this.start = start;
    this.end = end;
    this.name = name.includes('`') ? name.replaceAll('``', '`') : name;
    this.assemblyName = undefined;
    this.genericArgumentCount = this.name.includes('`') ? 0 : genericArgumentCount;
    this.typeDefinition = undefined;
  }

  get fullName(): string {
    return this.assemblyName === undefined ? this.name : `${this.name},${this.assemblyName}`;
  }
}

/** `Name[arguments]` */
export class GenericTypeName {
  readonly kind = 'GenericTypeName';
  declare readonly start: number;
  declare readonly end: number;
  declare readonly typeName: TypeName;
  declare readonly genericArguments: readonly ITypeName[];

  constructor(start: number, end: number, typeName: TypeName, genericArguments: readonly ITypeName[]) {
    this.start = start;
    this.end = end;
    this.typeName = typeName;
    this.genericArguments = genericArguments;
  }

  get name(): string {
    return `${this.typeName.name}[${this.genericArguments.map((a) => a.name).join(',')}]`;
  }

  get assemblyName(): string | undefined {
    return this.typeName.assemblyName;
  }

  get fullName(): string {
    const own = `${this.typeName.name}[${this.genericArguments.map((a) => a.fullName).join(',')}]`;
    return this.assemblyName === undefined ? own : `${own},${this.assemblyName}`;
  }
}

/** `Element[]`, `Element[,]` */
export class ArrayTypeName {
  readonly kind = 'ArrayTypeName';
  declare readonly start: number;
  declare readonly end: number;
  declare readonly elementType: ITypeName;
  declare readonly rank: number;

  constructor(start: number, end: number, elementType: ITypeName, rank: number) {
    this.start = start;
    this.end = end;
    this.elementType = elementType;
    this.rank = rank;
  }

  private get suffix(): string {
    return `[${','.repeat(this.rank - 1)}]`;
  }

  get name(): string {
    return this.elementType.name + this.suffix;
  }

  get assemblyName(): string | undefined {
    return this.elementType.assemblyName;
  }

  get fullName(): string {
    const assembly = this.assemblyName;
    return assembly === undefined ? this.name : `${this.name},${assembly}`;
  }
}
