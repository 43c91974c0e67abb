/** Names with `<templates>`. `seen: Pester 5.9.0, test/conformance/pester (foreach-names)` */

/** Whether anything in the name is filled in at the run. */
export function hasTemplate(name: string): boolean {
  return name.includes('<');
}

/**
 * The name as the text of an expandable string of PowerShell: `<vm.name>` becomes `$($vm.name)`, `$` and `"` stand for
 * themselves, and a backtick keeps the bracket behind it.
 */
export function expandableText(name: string): string {
  const body = name
    .replace(/\$/g, '`$')
    .replace(/"/g, '`"')
    .replace(/(?<!`)<([^>^`]+)>/g, (_whole, inner: string) => `$($${inner})`);
  return `"${body}"`;
}
