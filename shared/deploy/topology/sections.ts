import type { z } from 'zod';
import { type ConfigFile, openConfigFile, readConfigFile } from './config-file.ts';
import type { Problem } from './problem.ts';
import { type ConfigPath, repairValue } from './repair-value.ts';
import { forwardersSchema, routesSchema, sinksSchema, streamsSchema, subscriptionsSchema } from './schema/flows.ts';
import { serviceSchema, stageSchema } from './schema/stage.ts';

/** Texts of config files by their path below the project's root, e.g. `config/stages/dev.yml`. */
export type ConfigTexts = Readonly<Record<string, string>>;

const STAGE_FILE = /^config\/stages\/([^/]+)\.yml$/;

/** The files of a stage, by what they hold. */
export const FILES = {
  service: 'config/service.yml',
  streams: 'config/streams.yml',
  routes: 'config/routes.yml',
  forwarders: 'config/forwarders.yml',
  sinks: 'config/sinks.yml',
  subscriptions: 'config/subscriptions.yml',
} as const;

/** All sections of the configuration as their schemas give them. */
export interface Sections {
  readonly service: z.output<typeof serviceSchema>;
  readonly streams: z.output<typeof streamsSchema>;
  readonly routes: z.output<typeof routesSchema>;
  readonly forwarders: z.output<typeof forwardersSchema>;
  readonly sinks: z.output<typeof sinksSchema>;
  readonly subscriptions: z.output<typeof subscriptionsSchema>;
  readonly stage: z.output<typeof stageSchema>;
}

/** All sections, with stand-ins for what could not be read, every problem, and the files for finding lines later. */
export interface ReadSections {
  readonly sections: Sections;
  readonly problems: readonly Problem[];
  readonly files: ReadonlyMap<string, ConfigFile>;
  /** By file, the paths at which a stand-in was put; `[]`: the whole file. */
  readonly repaired: ReadonlyMap<string, readonly ConfigPath[]>;
}

/** Reads every file by its schema; pure, never throws. */
export function readSections(texts: ConfigTexts, stage: string): ReadSections {
  const problems: Problem[] = [];
  const files = new Map<string, ConfigFile>();
  const repaired = new Map<string, readonly ConfigPath[]>();
  const read = <T extends z.ZodType>(file: string, schema: T): z.output<T> => {
    const text = texts[file];
    if (text === undefined) {
      problems.push(missingFile(file, stage, texts));
      repaired.set(file, [[]]);
      return repairValue({}, schema).value;
    }
    const source = openConfigFile(file, text);
    files.set(file, source);
    const result = readConfigFile(source, schema);
    problems.push(...result.problems);
    repaired.set(file, result.repaired);
    return result.value;
  };
  const sections = {
    service: read(FILES.service, serviceSchema),
    streams: read(FILES.streams, streamsSchema),
    routes: read(FILES.routes, routesSchema),
    forwarders: read(FILES.forwarders, forwardersSchema),
    sinks: read(FILES.sinks, sinksSchema),
    subscriptions: read(FILES.subscriptions, subscriptionsSchema),
    stage: read(stageFile(stage), stageSchema),
  };
  return { sections, problems, files, repaired };
}

function missingFile(file: string, stage: string, texts: ConfigTexts): Problem {
  return {
    file,
    line: 1,
    message:
      file === stageFile(stage)
        ? `unknown stage ${JSON.stringify(stage)}; there are stage files for ${stagesOf(texts).join(', ') || 'none'}`
        : 'the file is missing',
  };
}

/** The file that holds what differs between stages. */
export function stageFile(stage: string): string {
  return `config/stages/${stage}.yml`;
}

/** The stages that have a file. */
export function stagesOf(texts: ConfigTexts): readonly string[] {
  return Object.keys(texts)
    .flatMap((file) => STAGE_FILE.exec(file)?.[1] ?? [])
    .sort();
}
