/**
 * Loaded into every function of the local AWS before its handler (NODE_OPTIONS): Lambda's runtime finds `handler.cjs`,
 * ministack's looks for `.js` and `.mjs` only.
 */
const { _extensions } = require('node:module');

_extensions['.cjs'] ??= _extensions['.js'];
