/**
 * The script editor: Monaco with PowerShell and with the engine's own completion, diagnostics and hover. Built by itself
 * into `static/bench/editor.js`; its style sheet is part of it and reaches nobody who does not open the tab.
 */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/languages/definitions/powershell/register';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import type { Completion, EditorDiagnostic, EditorHints, EditorHover } from '../session-api';

export interface EditorOptions {
  text: string;
  dark: boolean;
  label: string;
  fontSize: number;
  workerUrl: string;
  complete(text: string, cursor: number): Promise<Completion | undefined>;
  diagnose(text: string): Promise<EditorDiagnostic[]>;
  hover(text: string, offset: number): Promise<EditorHover | undefined>;
  parameterHints(text: string, offset: number): Promise<EditorHints | undefined>;
  onChange(text: string): void;
  /** Run the whole script (F5), or the selection (F8). */
  onRun(text: string, selection: boolean): void;
  onLeave(): void;
}

export interface EditorView {
  text(): string;
  selection(): string;
  setText(text: string): void;
  setDark(dark: boolean): void;
  focus(): void;
  dispose(): void;
}

const language = 'powershell';
const kinds: Record<string, monaco.languages.CompletionItemKind> = {
  Command: monaco.languages.CompletionItemKind.Function,
  ParameterName: monaco.languages.CompletionItemKind.Property,
  ParameterValue: monaco.languages.CompletionItemKind.Value,
  Property: monaco.languages.CompletionItemKind.Field,
  Method: monaco.languages.CompletionItemKind.Method,
  Variable: monaco.languages.CompletionItemKind.Variable,
  Type: monaco.languages.CompletionItemKind.Class,
  Keyword: monaco.languages.CompletionItemKind.Keyword,
  ProviderItem: monaco.languages.CompletionItemKind.File,
  ProviderContainer: monaco.languages.CompletionItemKind.Folder,
};

let themed = false;

function defineThemes(): void {
  if (themed) return;
  themed = true;
  monaco.editor.defineTheme('dualpath-light', {
    base: 'vs',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: '7a2a8c' },
      { token: 'string', foreground: '8f2d1f' },
      { token: 'comment', foreground: '4d6b3c' },
      { token: 'variable', foreground: '0a5f8a' },
      { token: 'number', foreground: '0b6b4f' },
    ],
    colors: {
      'editor.background': '#ffffff',
      'editor.foreground': '#17202a',
      'editorLineNumber.foreground': '#6a737d',
    },
  });
  monaco.editor.defineTheme('dualpath-dark', {
    base: 'vs-dark',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: 'd6a2e8' },
      { token: 'variable', foreground: '7cc7ff' },
      { token: 'number', foreground: '8fd6b5' },
    ],
    colors: {
      'editor.background': '#191f26',
      'editor.foreground': '#e8e6e1',
      'editorLineNumber.foreground': '#8b96a1',
    },
  });
}

/** The providers are the page's, one editor at a time: they ask the one that is open. */
let current: EditorOptions | undefined;
let provided = false;

function provide(): void {
  if (provided) return;
  provided = true;
  monaco.languages.registerCompletionItemProvider(language, {
    triggerCharacters: ['-', '.', '$', ':', '\\'],
    async provideCompletionItems(model, position) {
      const text = model.getValue();
      const found = await current?.complete(text, model.getOffsetAt(position));
      if (!found) return { suggestions: [] };
      const start = model.getPositionAt(found.replacementIndex);
      const end = model.getPositionAt(found.replacementIndex + found.replacementLength);
      const range = monaco.Range.fromPositions(start, end);
      return {
        suggestions: found.matches.map((match, index) => ({
          label: match.listItemText,
          kind: kinds[match.type] ?? monaco.languages.CompletionItemKind.Text,
          insertText: match.completionText,
          detail: match.toolTip.split('\n', 1)[0],
          filterText: match.completionText,
          // The engine's order is PowerShell's order.
          sortText: String(index).padStart(5, '0'),
          range,
        })),
      };
    },
  });
  monaco.languages.registerHoverProvider(language, {
    async provideHover(model, position) {
      const found = await current?.hover(model.getValue(), model.getOffsetAt(position));
      if (!found || found.lines.length === 0) return undefined;
      const [signature, ...rest] = found.lines;
      return {
        range: monaco.Range.fromPositions(model.getPositionAt(found.start), model.getPositionAt(found.end)),
        contents: [{ value: asCode([signature]) }, ...(rest.length > 0 ? [{ value: asCode(rest, 'text') }] : [])],
      };
    },
  });
  monaco.languages.registerSignatureHelpProvider(language, {
    signatureHelpTriggerCharacters: [' ', '-'],
    signatureHelpRetriggerCharacters: [' ', '-'],
    async provideSignatureHelp(model, position) {
      const found = await current?.parameterHints(model.getValue(), model.getOffsetAt(position));
      if (!found || found.lines.length === 0) return undefined;
      const active = found.lines[found.activeLine];
      const parameter = active.parameters.findIndex(({ name }) => name === found.activeParameter);
      return {
        value: {
          signatures: found.lines.map((line) => ({
            label: line.text,
            parameters: line.parameters.map(({ start, end }) => ({ label: [start, end] as [number, number] })),
          })),
          activeSignature: found.activeLine,
          // Monaco marks the first parameter when it is told nothing; one behind the last marks none.
          activeParameter: parameter < 0 ? active.parameters.length : parameter,
        },
        dispose() {},
      };
    },
  });
}

/** Text that came from the session, shown as it is: no Markdown of its own. */
function asCode(lines: string[], kind = language): string {
  return `\`\`\`${kind}\n${lines.join('\n').replaceAll('```', "'''")}\n\`\`\``;
}

export function createEditor(element: HTMLElement, options: EditorOptions): EditorView {
  (globalThis as { MonacoEnvironment?: monaco.Environment }).MonacoEnvironment = {
    getWorker: () => new Worker(options.workerUrl, { name: 'dualpath-editor' }),
  };
  defineThemes();
  provide();
  current = options;
  const model = monaco.editor.createModel(options.text, language);
  const editor = monaco.editor.create(element, {
    model,
    theme: options.dark ? 'dualpath-dark' : 'dualpath-light',
    ariaLabel: options.label,
    automaticLayout: true,
    fontFamily: "'Cascadia Code Variable', 'Cascadia Fallback', Consolas, monospace",
    fontLigatures: false,
    fontSize: options.fontSize,
    lineHeight: 1.5,
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    padding: { top: 10, bottom: 10 },
    tabSize: 4,
    wordBasedSuggestions: 'off',
    renderLineHighlight: 'line',
    fixedOverflowWidgets: true,
    scrollbar: { alwaysConsumeMouseWheel: false },
  });
  const selected = (): string => {
    const range = editor.getSelection();
    if (!range) return '';
    return range.isEmpty() ? model.getLineContent(range.startLineNumber) : model.getValueInRange(range);
  };
  editor.addCommand(monaco.KeyCode.F5, () => options.onRun(model.getValue(), false));
  editor.addCommand(monaco.KeyCode.F8, () => options.onRun(selected(), true));
  editor.addCommand(monaco.KeyCode.F6, () => options.onLeave());

  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const diagnose = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const found = await options.diagnose(model.getValue());
    if (mine !== asked || model.isDisposed()) return;
    monaco.editor.setModelMarkers(
      model,
      'powershell',
      found.map((item) => {
        const start = model.getPositionAt(item.start);
        const end = model.getPositionAt(Math.max(item.end, item.start + 1));
        return {
          severity: item.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
          message: item.message,
          code: item.errorId,
          startLineNumber: start.lineNumber,
          startColumn: start.column,
          endLineNumber: end.lineNumber,
          endColumn: end.column,
        };
      }),
    );
  };
  const changed = model.onDidChangeContent(() => {
    options.onChange(model.getValue());
    clearTimeout(timer);
    timer = setTimeout(diagnose, 300);
  });
  void diagnose();

  return {
    text: () => model.getValue(),
    selection: selected,
    setText: (text) => model.setValue(text),
    setDark: (dark) => monaco.editor.setTheme(dark ? 'dualpath-dark' : 'dualpath-light'),
    focus: () => editor.focus(),
    dispose() {
      clearTimeout(timer);
      changed.dispose();
      editor.dispose();
      model.dispose();
      if (current === options) current = undefined;
    },
  };
}
