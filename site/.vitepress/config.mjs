// Builds the site from the README and docs/ into target/site. A link that leads nowhere fails the build.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const site = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const root = dirname(site)
const title = (file) => readFileSync(join(root, file), 'utf8').match(/^# (.*)$/m)[1].replaceAll('`', '')
const page = (file) => ({ text: title(file), link: '/' + file.replace(/\.md$/, '') })
const guides = (...names) => names.map((name) => page(`docs/${name}.md`))
const pages = /^(README|CHANGELOG|CONTRIBUTING|SECURITY|docs\/[^/]+|docs\/decisions\/[^/]+|benchmarks\/README)\.md$/

// Links to files that are no pages, such as sources, cannot work on a site: they become their plain text.
const onlyPages = (md) => {
  md.core.ruler.push('only-pages', (state) => {
    for (const block of state.tokens) {
      const children = block.children ?? []
      let dropping = false
      for (const token of children) {
        if (token.type === 'link_open') {
          const href = token.attrGet('href')
          const external = /^([a-z]+:|#|\/)/.test(href)
          const [path, hash] = href.split('#')
          const target = external ? '' : normalize(join(dirname(state.env.relativePath), path))
          dropping = !external && !pages.test(target)
          if (!external && !dropping) {
            const link = '/' + target.replace(/(^|\/)README\.md$/, '$1').replace(/\.md$/, '')
            token.attrSet('href', link + (hash ? '#' + hash : ''))
          }
          if (dropping) token.hidden = true
        }
        if (token.type === 'link_close' && dropping) {
          token.hidden = true
          dropping = false
        }
        if (token.hidden) Object.assign(token, { type: 'text', tag: '', content: '', nesting: 0 })
      }
    }
  })
}

// Ids of headings as GitHub makes them, so that one link serves both.
const slugify = (heading) =>
  heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')

// VitePress checks links to pages, and this those to headings.
const checkHeadings = ({ outDir }) => {
  const files = readdirSync(outDir, { recursive: true }).filter((file) => file.endsWith('.html'))
  const html = new Map(files.map((file) => ['/' + file, readFileSync(join(outDir, file), 'utf8')]))
  const ids = new Map([...html].map(([file, text]) => [file, new Set([...text.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]))]))
  const dead = []
  for (const [file, text] of html) {
    for (const [, path, hash] of text.matchAll(/<a href="(\/[^"#]*)?#([^"]+)"/g)) {
      const target = path === undefined ? file : path.endsWith('/') ? path + 'index.html' : path
      if (html.has(target) && !ids.get(target).has(decodeURIComponent(hash))) dead.push(`${file}: ${path ?? ''}#${hash}`)
    }
  }
  if (dead.length > 0) throw new Error(`Links to headings that do not exist:\n${dead.join('\n')}`)
}

export default defineConfig({
  title: 'Sepia for Java',
  description: 'Plain Java objects, saved as JSON documents in one SQLite file',
  srcDir: root,
  srcExclude: ['!(docs|benchmarks|README.md|CHANGELOG.md|CONTRIBUTING.md|SECURITY.md)/**', 'benchmarks/!(README.md)/**'],
  outDir: join(root, 'target/site'),
  cacheDir: join(root, 'target/site-cache'),
  rewrites: (file) => file.replace(/(^|\/)README\.md$/, '$1index.md'),
  // Javadoc is copied there afterwards.
  ignoreDeadLinks: [/^\/apidocs\//],
  markdown: { config: onlyPages, anchor: { slugify } },
  buildEnd: checkHeadings,
  vite: {
    build: { chunkSizeWarningLimit: 2000 },
    // The pages lie outside this folder, from where Vue would not be found.
    resolve: {
      alias: [
        { find: /^vue\/server-renderer$/, replacement: join(site, 'node_modules/vue/server-renderer/index.mjs') },
        { find: /^vue$/, replacement: join(site, 'node_modules/vue/dist/vue.runtime.esm-bundler.js') },
      ],
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: '/docs/objects' },
      { text: 'Options', link: '/docs/configuration' },
      { text: 'Decisions', link: '/docs/decisions/' },
      { text: 'Javadoc', link: '/apidocs/index.html', target: '_self' },
    ],
    sidebar: [
      { text: 'Objects', items: guides('objects', 'queries', 'indexes', 'search', 'repositories', 'history', 'changes',
        'evolution', 'garbage-collection') },
      { text: 'Stores', items: guides('configuration', 'database', 'files', 'servers', 'jpa', 'spring', 'quarkus', 'kotlin',
        'concurrency', 'caching', 'stats', 'backup', 'migrating', 'command-line', 'guarantees', 'troubleshooting') },
      { text: 'The project', items: [...guides('architecture', 'matrix', 'releasing'), page('SECURITY.md'),
        page('CONTRIBUTING.md'), page('CHANGELOG.md'), { text: 'Decisions', link: '/docs/decisions/' }] },
    ],
  },
})
