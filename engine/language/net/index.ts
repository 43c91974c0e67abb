/** .NET types with their members, as the language sees them. Importing this registers them. */

export { enumerate, isEnumerable } from './enumerate';
export { getIndex, setIndex } from './indexing';
export { construct, getStatic, invokeMethod, invokeStatic, isProgram, setStatic } from './invoke';
export type { MemberView } from './members';
export {
  findExtendedMember,
  getMember,
  hasMember,
  membersOf,
  setMember,
  staticMembersOf,
  typeNamesOf,
} from './members';
export { typeOf, typeText } from './type-name';
