import type { TypeDefinitionAst } from '../ast';

/** A type name as written between brackets: `int`, `List[int]`, `string[]`, `Name, Assembly`. */
export type ITypeName = TypeName | GenericTypeName | ArrayTypeName;

/** A plain name: `int`, `System.Text.StringBuilder`, possibly with an assembly. */
export class TypeName {
  readonly kind = 'TypeName';
  readonly start: number;
  readonly end: number;
  readonly name: string;
  assemblyName: string | undefined;
  /** Number of generic arguments that follow (`List` of `List[int]`): the name is then tried with `` `1 `` too. */
  readonly genericArgumentCount: number;
  /** The class or enum of the same script that the name was resolved to by the parser. */
  typeDefinition: TypeDefinitionAst | undefined;

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
  readonly start: number;
  readonly end: number;
  readonly typeName: TypeName;
  readonly genericArguments: readonly ITypeName[];

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
  readonly start: number;
  readonly end: number;
  readonly elementType: ITypeName;
  readonly rank: number;

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
