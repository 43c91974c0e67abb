import { convertTo } from '../../language/conversion';
import { PSInvalidCastException } from '../../language/errors';
import { credentialOf } from '../../language/net/credential-behaviour';
import { SecureStringValue } from '../../language/net/identity-behaviour';
import { findType } from '../../language/types';
import { PSArray, type Value } from '../../language/values';
import type { Converted, FieldTypes } from './fields-prompt';

/**
 * Field types by the language's own conversion; `makers` replaces how a SecureString and a PSCredential are made.
 */
export function languageFieldTypes(makers?: Partial<Pick<FieldTypes, 'secureString' | 'credential'>>): FieldTypes {
  return {
    elementType(type) {
      return type.endsWith('[]') ? type.slice(0, -2) : undefined;
    },
    convert(text, typeName): Converted {
      const type = findType(typeName);
      if (!type) return { value: text };
      try {
        return { value: convertTo(text, type) };
      } catch (error) {
        if (!(error instanceof PSInvalidCastException)) throw error;
        const inner = error.reason?.netType.fullName;
        if (inner === 'System.OverflowException') return { problem: 'overflow', typeName: type.fullName };
        if (inner === 'System.FormatException') return { problem: 'format', typeName: type.fullName };
        return { problem: 'other', typeName: type.fullName };
      }
    },
    list(values: Value[], typeName) {
      const element = findType(typeName.endsWith('[]') ? typeName.slice(0, -2) : typeName);
      return element ? new PSArray(values, element) : new PSArray(values);
    },
    secureString: makers?.secureString ?? ((text) => new SecureStringValue(text)),
    credential: makers?.credential ?? credentialOf,
  };
}
