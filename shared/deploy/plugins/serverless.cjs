/**
 * The values of a serverless.yml: `${file(../../shared/deploy/plugins/serverless.cjs):<service>}`, there `custom.app`.
 * The framework loads CommonJS; the topology itself is TypeScript, which Node 24 reads as it is.
 */
const { join } = require('node:path');
const { isFirstToTell } = require('./tell-once.cjs');

/** The folder that holds `config/`: the project's own, unless `npm run local -- up --with …` has written another. */
const ROOT = process.env.BAIKONUR_CONFIG || join(__dirname, '../../..');
const RUN_MARKS = join(__dirname, '../../../.serverless');
const TOLD = 'config/ is not valid: another service of this run tells why';
const OLDEST_NODE = 24;

const valuesByStage = new Map();

module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const region = await resolveVariable('opt:region, null');
  const values = valuesByStage.get(stage) ?? load(stage, region);
  valuesByStage.set(stage, values);
  return values;
};

function load(stage, region) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    throw withoutStack(
      `expected Node ${OLDEST_NODE}, got ${process.versions.node}: use "npx --no sls", which runs on the project's own`,
    );
  }
  const { serviceValues } = require('../template/service-values.ts');
  const { MANIFESTS } = require('../../../services/manifests.ts');
  const topology = loadOrEnd(MANIFESTS, stage);
  if (region !== null && region !== topology.region) {
    end(
      `expected --region ${topology.region}, as config/stages/${stage}.yml says, got ${region}: a Region is part of many names, so each has a stage of its own`,
    );
  }
  return Object.fromEntries(MANIFESTS.map((service) => [service.name, flatten(serviceValues(topology, service))]));
}

/** Prints the problems of config/ and ends the command: a thrown error would be printed behind three sentences of the framework. */
function loadOrEnd(services, stage) {
  const { loadTopology } = require('../topology/read-config.ts');
  try {
    return loadTopology(services, stage, ROOT);
  } catch (error) {
    if (error.code !== 'bad_topology') throw error;
    end(error.message);
  }
}

function end(message) {
  const isFirst = isFirstToTell(process.env, RUN_MARKS, process.ppid);
  process.stderr.write(isFirst ? `Error:\n${message}\n` : `${TOLD}\n`);
  process.exit(1);
}

/** The framework prints the stack of an error: here the stack is the message alone. */
function withoutStack(message) {
  return Object.assign(new Error(message), { stack: message });
}

/** Each function has its own key: `${self:custom.app.sink.name}`. */
function flatten({ functions, more, ...values }) {
  return { ...functions, ...values, ...more };
}
