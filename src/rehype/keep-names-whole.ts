/** Keeps names with a hyphen on one line: a line that ends in "Hyper-" reads badly. Code is left alone. */

interface Node {
  type: string;
  tagName?: string;
  value?: string;
  children?: Node[];
  properties?: Record<string, unknown>;
}

const names = /\b(Hyper-V|SR-IOV)\b/;

export function keepNamesWhole() {
  return (tree: Node): void => visit(tree);
}

function visit(node: Node): void {
  if (!node.children || node.tagName === 'code' || node.tagName === 'pre') return;
  node.children = node.children.flatMap((child) => {
    if (child.type !== 'text' || !child.value || !names.test(child.value)) {
      visit(child);
      return [child];
    }
    return child.value.split(names).map(
      (text): Node =>
        names.test(text)
          ? {
              type: 'element',
              tagName: 'span',
              properties: { className: ['whole'] },
              children: [{ type: 'text', value: text }],
            }
          : { type: 'text', value: text },
    );
  });
}
