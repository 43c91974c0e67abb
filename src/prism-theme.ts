/** Colours of code blocks: those of the page, each at least 4.5:1 on its ground. */
import type { PrismTheme } from 'prism-react-renderer';

interface Palette {
  plain: string;
  ground: string;
  comment: string;
  text: string;
  word: string;
  name: string;
  number: string;
  sign: string;
}

const theme = (c: Palette): PrismTheme => ({
  plain: { color: c.plain, backgroundColor: c.ground },
  styles: [
    { types: ['comment', 'prolog', 'cdata'], style: { color: c.comment, fontStyle: 'italic' } },
    { types: ['string', 'char', 'attr-value', 'inserted', 'scalar'], style: { color: c.text } },
    { types: ['keyword', 'atrule', 'important', 'tag', 'selector', 'boolean'], style: { color: c.word } },
    {
      types: ['function', 'variable', 'attr-name', 'property', 'key', 'class-name', 'builtin'],
      style: { color: c.name },
    },
    { types: ['number', 'constant', 'symbol', 'regex'], style: { color: c.number } },
    { types: ['punctuation', 'operator'], style: { color: c.sign } },
  ],
});

export const lightCode = theme({
  plain: '#17202a',
  ground: '#f5f3ee',
  comment: '#4a6138',
  text: '#8f2d1f',
  word: '#7a2a8c',
  name: '#0a5580',
  number: '#0b5f46',
  sign: '#4b5661',
});

export const darkCode = theme({
  plain: '#e8e6e1',
  ground: '#191f26',
  comment: '#9db58c',
  text: '#f0a898',
  word: '#d6a2e8',
  name: '#86ccff',
  number: '#8fd6b5',
  sign: '#a7b1bc',
});
