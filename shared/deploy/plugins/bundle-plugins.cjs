// For serverless-esbuild, which takes the plugins of esbuild from one file.
const createLeanSdk = require('./lean-sdk.cjs');
const createNotices = require('./third-party-notices.cjs');

/** @returns {import('esbuild').Plugin[]} */
module.exports = () => [createLeanSdk(), ...createNotices()];
