/** .NET types with their members, as the language sees them. Importing this registers them. */
import './registry';
import './behaviours';

export { enumerate, isEnumerable } from './enumerate';
export { getIndex, setIndex } from './indexing';
export {
  construct,
  defaultOf,
  getStatic,
  invokeMethod,
  invokeStatic,
  isProgram,
  methodValue,
  setStatic,
} from './invoke';
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
export { netTypeText, typeOf, typeText } from './type-name';
