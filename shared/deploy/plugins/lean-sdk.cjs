// For esbuild: leaves out what the AWS SDK brings into each bundle, and no function uses. V8 reads every byte of a
// bundle at a cold start (docs/adr/096-less-of-the-sdk.md).
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const SCHEMAS = /@aws-sdk[\\/].*[\\/]dist-es[\\/].*[\\/]schemas_\d+\.js$/;
/** `export var PutObjectRequest$ = [ … ];` at the top level. */
const SCHEMA = /^((?:export )?(?:var|const) \w+\$? = )(\[[\s\S]*?\]);$/gm;
const CREDENTIAL_CHAIN = /^@aws-sdk\/credential-provider-node$/;

/** @returns {import('esbuild').Plugin} */
module.exports = () => ({
  name: 'lean-sdk',
  setup(build) {
    // The schemas of all operations of a service are one file. Its computed keys look like side effects to esbuild.
    build.onLoad({ filter: SCHEMAS }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(SCHEMA, '$1/* @__PURE__ */ (() => $2)();'),
      loader: 'js',
    }));
    // Profiles, single sign-on, instance roles: Lambda hands the credentials over in the environment.
    build.onResolve({ filter: CREDENTIAL_CHAIN }, () => ({ path: join(__dirname, 'environment-credentials.cjs') }));
  },
});
