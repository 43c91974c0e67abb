/**
 * How many cells a UTF-16 unit takes on the screen. The console of Server 2016 knows only 16-bit characters: each half of
 * a surrogate pair is a cell. East Asian wide characters take two (assumed: a console font that has them).
 */
export function cellWidth(code: number): 1 | 2 {
  if (code < 0x1100) return 1;
  if (
    code <= 0x115f ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6)
  )
    return 2;
  return 1;
}

/** Cells of a text without control characters. */
export function textWidth(text: string): number {
  let cells = 0;
  for (let i = 0; i < text.length; i++) cells += cellWidth(text.charCodeAt(i));
  return cells;
}
