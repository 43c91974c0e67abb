import { type ServiceKey, serviceKey } from '../../language/command';
import type { LineEditor } from '../editor/line-editor';

/** The line editor of the console a command runs in; absent where no console is (a script run by a check). */
export const lineEditorService: ServiceKey<LineEditor> = serviceKey<LineEditor>('console.line-editor');
