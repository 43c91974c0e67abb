/** Types named in scripts. */
import type { Ast } from '../ast';
import { PSRuntimeException } from '../errors';
import type { ITypeName } from '../parsing/type-name';
import type { Frame } from '../runtime/frame';
import { typeNamed } from '../runtime/type-named';
import type { NetType } from '../types';
import { TypedObject } from '../values';

/** `Unable to find type [x].` */
export function typeNotFound(name: ITypeName | string): PSRuntimeException {
  const text = typeof name === 'string' ? name : name.fullName;
  return new PSRuntimeException(`Unable to find type [${text}].`, 'TypeNotFound', {
    target: new TypedObject(typeNamed('System.Management.Automation.Language.TypeName'), { name: text }),
  });
}

/** The type that a name means here; undefined where there is none. */
export function findTypeName(name: ITypeName, f: Frame): NetType | undefined {
  return f.rs.findTypeName(name, f.scope);
}

/** A resolver that remembers the type; types of scripts are looked up anew, since they can be defined again. */
export function typeResolver(name: ITypeName, at?: Ast): (f: Frame) => NetType {
  let known: NetType | undefined;
  let version = -1;
  return (f) => {
    if (known !== undefined && version === f.rs.typeVersion) return known;
    const type = findTypeName(name, f);
    if (type === undefined) {
      // The error is placed at the name of the type.
      if (at !== undefined) f.point = at;
      throw typeNotFound(name);
    }
    known = type;
    version = f.rs.typeVersion;
    return type;
  };
}
