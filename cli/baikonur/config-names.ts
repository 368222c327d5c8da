import { join } from 'node:path';
import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import type { ConfigTexts } from '../../shared/deploy/topology/sections.ts';
import { readSections, stagesOf } from '../../shared/deploy/topology/sections.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { REJECT_CODES } from '../../shared/log/reject.ts';
import type { ValueLists } from '../program/completion.ts';
import { loadStage } from './stage.ts';

const OWN_ROOT = join(import.meta.dirname, '..', '..');

/** Names of `config/`, and fixed ones, that complete a command line. */
export const CONFIG_NAMES: ValueLists = {
  stage: () => stagesOf(texts()),
  stream: () => {
    const files = texts();
    return Object.keys(readSections(files, stagesOf(files)[0] ?? '').sections.streams.streams);
  },
  function: () => [...new Set(firstStage().functions.map(({ id }) => id))],
  reason: () => REJECT_CODES,
  task: () => firstStage().tasks.map(({ name }) => name),
};

/** The stage whose names are offered: ids of functions are the same in all. */
function firstStage(): Topology {
  return loadStage(stagesOf(texts())[0] ?? '');
}

/** `config/` here or above, else the project's own. */
function texts(): ConfigTexts {
  try {
    return readConfigTexts();
  } catch {
    return readConfigTexts(OWN_ROOT);
  }
}
