/**
 * The sixteen console colours and the palette of the "Windows PowerShell" console.
 * Indices are those of System.ConsoleColor, which are the console's attribute bits.
 */
import type { ConsoleColor } from '../../language/host';

export const consoleColors: readonly ConsoleColor[] = [
  'Black',
  'DarkBlue',
  'DarkGreen',
  'DarkCyan',
  'DarkRed',
  'DarkMagenta',
  'DarkYellow',
  'Gray',
  'DarkGray',
  'Blue',
  'Green',
  'Cyan',
  'Red',
  'Magenta',
  'Yellow',
  'White',
];

const indices = new Map<string, number>(consoleColors.map((name, index) => [name, index]));

/** Number of a colour, 0 to 15. */
export function colorIndex(color: ConsoleColor): number {
  return indices.get(color) ?? 7;
}

/**
 * Red, green, blue as `#rrggbb`, by colour number. The shortcut of Windows PowerShell redefines the slots DarkMagenta
 * (background) and DarkYellow (text); the others are the palette of the console before 2017.
 * seen: powershell-formatting.md 13
 */
export const powerShellPalette: readonly string[] = [
  '#000000',
  '#000080',
  '#008000',
  '#008080',
  '#800000',
  '#012456',
  '#eeedf0',
  '#c0c0c0',
  '#808080',
  '#0000ff',
  '#00ff00',
  '#00ffff',
  '#ff0000',
  '#ff00ff',
  '#ffff00',
  '#ffffff',
];

/**
 * Colours of one cell in one number: bits 0-3 foreground, 4-7 background, 8 reverse (a selection, the chosen item of a
 * menu).
 */
export type Attribute = number;
export const reverseBit = 0x100;

export function attribute(foreground: number, background: number): Attribute {
  return foreground | (background << 4);
}
export function foregroundOf(attr: Attribute): number {
  return attr & 15;
}
export function backgroundOf(attr: Attribute): number {
  return (attr >> 4) & 15;
}

/** Text and background of the "Windows PowerShell" shortcut: the slots DarkYellow on DarkMagenta, seen as near-white on blue. */
export const defaultAttribute: Attribute = attribute(6, 5);

/** Colours of a terminal that shows this console, under the names xterm's theme has for them. */
export const terminalTheme = {
  background: powerShellPalette[5],
  foreground: powerShellPalette[6],
  cursor: powerShellPalette[6],
  black: powerShellPalette[0],
  blue: powerShellPalette[1],
  green: powerShellPalette[2],
  cyan: powerShellPalette[3],
  red: powerShellPalette[4],
  magenta: powerShellPalette[5],
  yellow: powerShellPalette[6],
  white: powerShellPalette[7],
  brightBlack: powerShellPalette[8],
  brightBlue: powerShellPalette[9],
  brightGreen: powerShellPalette[10],
  brightCyan: powerShellPalette[11],
  brightRed: powerShellPalette[12],
  brightMagenta: powerShellPalette[13],
  brightYellow: powerShellPalette[14],
  brightWhite: powerShellPalette[15],
} as const;
