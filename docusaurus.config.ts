import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Options, ThemeConfig } from '@docusaurus/preset-classic';
import type { Config } from '@docusaurus/types';
import { layoutScript } from './src/bench/layout-script';
import { parseLabFrontMatter } from './src/labs-plugin/front-matter';
import { labsPlugin } from './src/labs-plugin/plugin';
import { darkCode, lightCode } from './src/prism-theme';
import { keepNamesWhole } from './src/rehype/keep-names-whole';

/**
 * Where the site will stand. A static host may serve it from a folder (`DUALPATH_BASE_URL=/book/`); nothing else depends
 * on it, because all files are addressed relative to it and nothing is loaded from elsewhere.
 */
const baseUrl = process.env.DUALPATH_BASE_URL ?? '/';
const url = process.env.DUALPATH_URL ?? 'http://localhost:3000';

/** Changes with the built files of the bench, so that a page never runs with an old copy of them. */
const benchVersion = existsSync('static/bench/build.json')
  ? (JSON.parse(readFileSync('static/bench/build.json', 'utf8')) as { version: string }).version
  : '0';

/** The labs of this edition; a book without labs is a book too. */
const labsFolder = 'labs';
const hasLabs =
  existsSync(labsFolder) && readdirSync(labsFolder).some((name) => existsSync(`${labsFolder}/${name}/guide.mdx`));

const config: Config = {
  title: 'Dualpath',
  tagline: 'Hyper-V networking you can operate while you read',
  favicon: 'img/favicon.svg',
  url,
  baseUrl,
  trailingSlash: true,
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  future: { v4: true, faster: true },
  i18n: { defaultLocale: 'en', locales: ['en'] },
  titleDelimiter: '·',
  customFields: { benchVersion },
  headTags: [{ tagName: 'script', attributes: {}, innerHTML: layoutScript }],
  markdown: {
    parseFrontMatter: parseLabFrontMatter,
    hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
  },
  presets: [
    [
      'classic',
      {
        docs: {
          path: 'docs',
          routeBasePath: 'book',
          sidebarPath: './sidebars.ts',
          rehypePlugins: [keepNamesWhole],
        },
        blog: false,
        sitemap: false,
        theme: { customCss: ['./src/css/fonts.css', './src/css/site.css'] },
      } satisfies Options,
    ],
  ],
  plugins: [
    hasLabs && [
      '@docusaurus/plugin-content-docs',
      {
        // A lab's page is its folder: `labs/<id>/guide.mdx` needs no second file to be published.
        id: 'labs',
        path: labsFolder,
        routeBasePath: 'labs',
        include: ['*/guide.mdx'],
        breadcrumbs: false,
        rehypePlugins: [keepNamesWhole],
      },
    ],
    (context) => labsPlugin(context, { folder: labsFolder }),
  ],
  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    metadata: [{ name: 'color-scheme', content: 'light dark' }],
    navbar: {
      title: 'Dualpath',
      items: [
        { to: '/book/', label: 'Book', position: 'left', activeBaseRegex: '/book/(?!reference/)' },
        { to: '/labs/', label: 'Labs', position: 'left' },
        { to: '/book/reference/', label: 'Reference', position: 'left' },
        { to: '/sandbox/', label: 'Sandbox', position: 'left' },
      ],
    },
    footer: {
      style: 'light',
      links: [
        { label: 'How to use this book', to: '/book/' },
        { label: 'For authors', to: '/book/authors/' },
        { label: 'For instructors', to: '/book/instructors/' },
      ],
      copyright:
        'Dualpath simulates Windows Server 2016. It is not made by Microsoft. Windows, Hyper-V and PowerShell are trademarks of Microsoft.',
    },
    prism: { theme: lightCode, darkTheme: darkCode, additionalLanguages: ['powershell'] },
  } satisfies ThemeConfig,
};

export default config;
