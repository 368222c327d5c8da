import { join } from 'node:path';
import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import type { ConfigTexts } from '../../shared/deploy/topology/sections.ts';
import { readSections, stagesOf } from '../../shared/deploy/topology/sections.ts';
import type { ValueLists } from '../program/completion.ts';

const OWN_ROOT = join(import.meta.dirname, '..', '..');

/** Names of `config/` that complete a command line. */
export const CONFIG_NAMES: ValueLists = {
  stage: () => stagesOf(texts()),
  stream: () => {
    const files = texts();
    return Object.keys(readSections(files, stagesOf(files)[0] ?? '').sections.streams.streams);
  },
};

/** `config/` here or above, else the project's own. */
function texts(): ConfigTexts {
  try {
    return readConfigTexts();
  } catch {
    return readConfigTexts(OWN_ROOT);
  }
}
