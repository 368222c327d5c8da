import { buildPage, bundlePage } from './build-page.ts';

/** Everything that the page may be made of. */
const ALLOWED = [
  /^cli\/baikonur\/watch\/(view|page-requests)\.ts$/,
  /^cli\/baikonur\/watch\/page\//,
  /^shared\/log\/printable\.ts$/,
  /^node_modules\/(preact|@dagrejs\/(dagre|graphlib)|d3-(shape|path))\//,
];
const MAX_SCRIPT_BYTES = 160_000;

it('has a document, a script, a style sheet and a picture, and they fit together', async () => {
  const files = await buildPage();
  expect(files.map(({ name }) => name).sort()).toEqual(['icon.svg', 'index.html', 'page.css', 'page.js']);
  const document = Buffer.from(files.find(({ name }) => name === 'index.html')?.body ?? []).toString();
  const named = [...document.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
  expect(named.sort()).toEqual(['icon.svg', 'page.css', 'page.js']);
  expect(document).not.toMatch(/<style|style=|<script>|onload|https?:/);
});

it('is small, and made of nothing but its own files and its libraries', async () => {
  const { inputs, outputs } = (await bundlePage()).metafile;
  expect(Object.keys(inputs).filter((path) => !ALLOWED.some((allowed) => allowed.test(path)))).toEqual([]);
  const script = Object.entries(outputs).find(([path]) => path.endsWith('.js'));
  expect(script?.[1].bytes).toBeLessThan(MAX_SCRIPT_BYTES);
});

it('has no circle of imports', async () => {
  const { inputs } = (await bundlePage()).metafile;
  const own = Object.keys(inputs).filter((path) => path.startsWith('cli/'));
  const imports = new Map(own.map((path) => [path, inputs[path]?.imports.map((one) => one.path) ?? []] as const));
  // Files that import none of the files that are left, again and again.
  let left = own;
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    const still = new Set(left);
    left = left.filter((path) => imports.get(path)?.some((one) => still.has(one)));
  }
  expect(left).toEqual([]);
});
