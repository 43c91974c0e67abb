/** Types that are shown by their text alone. seen: powershell-formatting.md 2 (DefaultScalarTypes of FormatViewManager.cs). */

const scalarTypes = new Set(
  [
    'String',
    'SByte',
    'Byte',
    'Int16',
    'UInt16',
    'Int32',
    'UInt32',
    'Int64',
    'UInt64',
    'Char',
    'Single',
    'Double',
    'Boolean',
    'Decimal',
    'IntPtr',
    'Security.SecureString',
    'Numerics.BigInteger',
  ].map((name) => `System.${name}`),
);

/** True for text, numbers, truth values, characters and enumeration values; the mark of deserialized ones does not matter. */
export function isScalar(typeNames: readonly string[]): boolean {
  const first = typeNames[0];
  if (first === undefined) return false;
  if (typeNames[1] === 'System.Enum' || typeNames[1] === 'Deserialized.System.Enum') return true;
  return scalarTypes.has(first.startsWith('Deserialized.') ? first.slice(13) : first);
}
