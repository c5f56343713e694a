// @ts-check
import { defineConfig } from 'vitepress';
import { linkOnSite } from '../links.mjs';
import { published } from '../published.mjs';
import { sections } from '../sidebar.mjs';

const toPath = (/** @type {string} */ page) =>
  `/${page.replace(/\.md$/, '').replace(/(^|\/)README$/, '$1')}`;
const packages = published();
const guidePages = sections.map(({ title, closed = false, pages }) => ({
  text: title,
  collapsed: closed,
  items: Object.entries(pages).map(([text, page]) => ({ text, link: toPath(page) })),
}));
const packagePages = {
  text: 'Packages',
  collapsed: true,
  items: packages.map(({ folder, name }) => ({ text: name, link: `/packages/${folder}` })),
};
const referencePages = {
  text: 'Reference',
  collapsed: true,
  items: packages.flatMap(({ folder, name, entries }) =>
    entries.map(({ name: entry }) => ({
      text: entry === '' ? name : `${name}/${entry}`,
      link: `/api/${entry === '' ? folder : `${folder}/${entry}`}`,
    })),
  ),
};
/** Lines of a log, each with its id in front. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0f766e"/>' +
  '<path d="M3 5h2M3 8h2M3 11h2" stroke="#ffd54a" stroke-width="1.6"/><path d="M7 5h6M7 8h4M7 11h5" stroke="#fff" stroke-width="1.6"/></svg>';

export default defineConfig({
  title: 'aiolocals',
  description: 'Each request, job and background task of a Node service has its own state.',
  lang: 'en',
  srcDir: '../docs',
  // In the page itself: a `public` folder would be one of docs/, and the pages of packages are copied there.
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  cleanUrls: true,
  vite: {
    build: {
      // Kilobytes. The index of the local search is one chunk, which is loaded when somebody searches.
      chunkSizeWarningLimit: 2000,
    },
  },
  markdown: {
    config: (md) => {
      md.core.ruler.push('links-of-files', ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === 'link_open' ? token.attrGet('href') : null;
          if (href !== null) token.attrSet('href', linkOnSite(href, `docs/${env.relativePath}`));
        }
      });
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide', activeMatch: '^/(guide|getting-started)' },
      { text: 'Packages', link: '/packages/core', activeMatch: '^/packages/' },
      { text: 'Reference', link: '/api/core', activeMatch: '^/api/' },
    ],
    // The packages and the reference come first on their own pages, and last elsewhere.
    sidebar: {
      '/packages/': [{ ...packagePages, collapsed: false }, referencePages, ...guidePages],
      '/api/': [{ ...referencePages, collapsed: false }, packagePages, ...guidePages],
      '/': [...guidePages, packagePages, referencePages],
    },
    socialLinks: [{ icon: 'github', link: 'https://github.com/aiolocals/aiolocals' }],
    footer: { message: 'MIT' },
  },
});
