/** A script block as a value. */
import type { ScriptBlockAst } from '../ast';
import type { CompiledBlock } from '../compile/compiled-block';
import { compiledOf } from '../compile/compiled-block';
import type { NetType } from '../types';
import { NetObject } from '../values';
import type { SessionState } from './session-state';
import { typeNamed } from './type-named';

export class ScriptBlock extends NetObject {
  /** The text was read from this file. */
  file: string | undefined;
  constructor(
    readonly ast: ScriptBlockAst,
    /** Session state that its code runs in; null: that of whoever calls it. */
    public session: SessionState | null,
  ) {
    super();
    this.file = ast.source.fileName;
  }
  get netType(): NetType {
    return typeNamed('System.Management.Automation.ScriptBlock');
  }
  get compiled(): CompiledBlock {
    return compiledOf(this.ast);
  }
  /** The text between the braces, as `ToString()` gives it. */
  get text(): string {
    const { ast } = this;
    const text = ast.source.text.slice(ast.start, ast.end);
    return ast.parent !== undefined && text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
  }
}
