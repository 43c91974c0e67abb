/** All behaviours, in the order in which bases come before what is derived from them; then members are attached to types. */
import './object-behaviour';
import './number-behaviour';
import './string-behaviour';
import './time-behaviour';
import './collection-behaviour';
import './regex-behaviour';
import './type-behaviour';
import './psobject-behaviour';
import './exception-behaviour';
import './identity-behaviour';
import './credential-behaviour';
import './system-behaviour';
import './choice-behaviour';
import './xml';
import { toDisplayText } from '../conversion/to-text';
import { allTypes } from '../types';
import { attach } from './binding';
import { setNoteText } from './members';

for (const type of allTypes()) attach(type);
setNoteText(toDisplayText);
