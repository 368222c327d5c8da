// For esbuild: leaves out what the AWS SDK brings into each bundle, and no function uses. V8 reads every byte of a
// bundle at a cold start (docs/adr/096-less-of-the-sdk.md, docs/adr/098-the-sdk-asks-the-environment-alone.md).
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Modules of the SDK, and what bundles have in their place. */
const REPLACED = [
  // Profiles, single sign-on, instance roles: Lambda hands the credentials over in the environment.
  { name: /^@aws-sdk\/credential-provider-node$/, by: 'environment-credentials.js' },
  // The SDK imports them by `import()` too, which keeps all that they import whole (ADR 096, option 1).
  { name: /^@smithy\/core\/event-streams$/, by: 'no-event-streams.js' },
];
/** The same for files that the SDK imports by a relative path. */
const REPLACED_FILES = [
  { file: /@smithy[\\/]core[\\/]dist-es[\\/].*[\\/]configLoader\.js$/, by: 'environment-config.js' },
  { file: /@smithy[\\/]core[\\/]dist-es[\\/].*[\\/]uuid[\\/]v4\.js$/, by: 'random-uuid.js' },
];

/** Errors of the SDK that some function asks for by `instanceof`, or whose class tells the SDK to try again. */
const KEPT_ERRORS = new Set([
  'ConditionalCheckFailedException',
  'InternalServerException',
  'NoSuchKey',
  'ReplicatedWriteConflictException',
  'TransactionCanceledException',
]);
/** `n0_registry.registerError(NoSuchKey$, NoSuchKey);`; that of a service's base error starts with `_s_registry`. */
const REGISTRATION = /^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm;
/** `export var PutObjectRequest$ = [ … ];` at the top level. */
const SCHEMA = /^((?:export )?(?:var|const) \w+\$? = )(\[[\s\S]*?\]);$/gm;
/** Changes in the text of the SDK's files. */
const EDITED = [
  {
    // The schemas of all operations of a service are one file. Its computed keys look like side effects to esbuild.
    // An error without a class of its own is one of the service's base class, with the same name, message and status.
    file: /@aws-sdk[\\/].*[\\/]dist-es[\\/].*[\\/]schemas_\d+\.js$/,
    edit: (text) =>
      text
        .replace(SCHEMA, '$1/* @__PURE__ */ (() => $2)();')
        .replace(REGISTRATION, (line, name) => (KEPT_ERRORS.has(name) ? line : '')),
  },
  {
    // Hash functions in JavaScript, for where Node has none: Node has these.
    file: /(@smithy|@aws-sdk)[\\/].*[\\/]dist-es[\\/].*[\\/](Crc32|Sha1|Sha256)Js\.js$/,
    edit: (text) => text.replace(/[\s\S]*export class (\w+)[\s\S]*/, 'export const $1 = undefined;'),
  },
  {
    // Node's HTTP has no web streams, and to ask for their type loads them.
    file: /@smithy[\\/]core[\\/]dist-es[\\/].*(stream-type-check|[cC]hecksumStream(\.browser)?|isStreamingPayload)\.js$/,
    edit: (text) => text.replace(/\btypeof ReadableStream\b/g, '"undefined"'),
  },
  {
    // Of its package.json a client reads the version.
    file: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/,
    edit: (text) => JSON.stringify({ version: JSON.parse(text).version }),
  },
];

/** @returns {import('esbuild').Plugin} */
module.exports = () => ({
  name: 'lean-sdk',
  setup(build) {
    for (const { name, by } of REPLACED) build.onResolve({ filter: name }, () => ({ path: pathOf(by) }));
    for (const { file, by } of REPLACED_FILES) build.onLoad({ filter: file }, () => load(pathOf(by)));
    for (const { file, edit } of EDITED) build.onLoad({ filter: file }, ({ path }) => load(path, edit));
  },
});

function pathOf(bundled) {
  return join(__dirname, 'bundled', bundled);
}

function load(path, edit = (text) => text) {
  return { contents: edit(readFileSync(path, 'utf8')), loader: path.endsWith('.json') ? 'json' : 'js' };
}
