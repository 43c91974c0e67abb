/**
 * What a console shows for characters that are no glyphs. Names and texts of the simulated world can hold anything, also
 * terminal control sequences; nothing of that may reach a real terminal, where it could move the cursor, change the title
 * or make the terminal answer. The glyphs for 00-1F are those of code page 437, as the Windows console draws them.
 */
const controlGlyphs = ' ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼';
const replacement = 0xfffd;

/** Char.IsControl. */
export function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** The character to put on the screen for a UTF-16 unit. Printable ones stand for themselves. */
export function glyphOf(code: number): number {
  if (code < 0x20) return controlGlyphs.charCodeAt(code);
  if (code < 0x7f) return code;
  if (code === 0x7f) return 0x2302;
  if (code < 0xa0) return replacement;
  if (code < 0x300) return code === 0xad ? 0x2d : code;
  // Marks that combine with the cell before, and characters without width or that turn the writing direction.
  if (code < 0x370) return replacement;
  if ((code >= 0x591 && code <= 0x5c7) || (code >= 0x610 && code <= 0x61c) || (code >= 0x64b && code <= 0x65f))
    return replacement;
  if ((code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f))
    return replacement;
  if (code >= 0x20d0 && code <= 0x20ff) return replacement;
  if (code >= 0xfe00 && code <= 0xfe0f) return replacement;
  if (code === 0xfeff || code >= 0xfff0) return replacement;
  return code;
}

/** A text as one line that is safe to show anywhere. Line breaks stay when `keepLines`. */
export function harmless(text: string, keepLines = false): string {
  let clean = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x20 && code < 0x7f) continue;
    if (keepLines && (code === 10 || code === 13 || code === 9)) continue;
    const glyph = glyphOf(code);
    if (glyph === code) continue;
    clean += text.slice(from, i) + String.fromCharCode(glyph);
    from = i + 1;
  }
  return from === 0 ? text : clean + text.slice(from);
}
