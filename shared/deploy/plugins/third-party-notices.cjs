// For serverless-esbuild: writes the licences of all packages that are in a bundle beside it, as handler.licenses.txt,
// and so into the zip. Most licences ask for their text wherever copies are handed on.
const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/** @returns {import('esbuild').Plugin[]} */
module.exports = () => [
  {
    name: 'third-party-notices',
    setup(build) {
      const options = build.initialOptions;
      options.metafile = true;
      build.onEnd(({ metafile }) => {
        if (metafile === undefined) return;
        const folder = options.absWorkingDir ?? process.cwd();
        // What the bundler left out of a package is named, too: its place in the list costs nothing.
        const notices = noticesOf(Object.keys(metafile.inputs).map((file) => resolve(folder, file)));
        for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
          if (entryPoint === undefined) continue;
          writeFileSync(resolve(folder, output.replace(/\.[cm]?js$/, '.licenses.txt')), notices);
        }
      });
    },
  },
];

/** The notices of the packages that files belong to: each text once, below the names of its packages. */
function noticesOf(files) {
  const folders = new Set(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  const namesOf = new Map();
  for (const folder of [...folders].sort()) {
    const { title, text } = noticeOf(folder);
    namesOf.set(text, [...(namesOf.get(text) ?? []), title]);
  }
  const blocks = [...namesOf].map(([text, titles]) => `${[...new Set(titles)].join('\n')}\n\n${text}\n`);
  return `This program contains the packages below.\n\n${blocks.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

function noticeOf(folder) {
  const { name, version, license, author, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  const by = typeof author === 'string' ? author : (author?.name ?? homepage ?? 'its authors');
  const text =
    texts.length === 0 ? `Copyright: ${by}. Licence: https://spdx.org/licenses/${license}.html` : texts.join('\n\n');
  return { title: `${name} ${version} (${license})`, text };
}
