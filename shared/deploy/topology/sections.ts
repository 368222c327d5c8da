import type { z } from 'zod';
import { type ConfigFile, openConfigFile, readConfigFile } from './config-file.ts';
import { didYouMean } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { type ConfigPath, repairValue } from './repair-value.ts';
import { forwardersSchema, routesSchema, sinksSchema, streamsSchema, subscriptionsSchema } from './schema/flows.ts';
import { serviceSchema, stageSchema } from './schema/stage.ts';
import { tasksSchema } from './schema/tasks.ts';

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
  tasks: 'config/tasks.yml',
} as const;

/** Files that may be missing, and their text then. */
const OPTIONAL_FILES: ConfigTexts = { [FILES.tasks]: 'tasks: []' };

/** All sections of the configuration as their schemas give them. */
export interface Sections {
  readonly service: z.output<typeof serviceSchema>;
  readonly streams: z.output<typeof streamsSchema>;
  readonly routes: z.output<typeof routesSchema>;
  readonly forwarders: z.output<typeof forwardersSchema>;
  readonly sinks: z.output<typeof sinksSchema>;
  readonly subscriptions: z.output<typeof subscriptionsSchema>;
  readonly tasks: z.output<typeof tasksSchema>;
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
    const text = texts[file] ?? OPTIONAL_FILES[file];
    if (text === undefined) {
      problems.push(missingFile(file, stage, texts));
      repaired.set(file, [[]]);
      return repairValue({}, schema).value;
    }
    const source = openConfigFile(file, text);
    const result = readConfigFile(source, schema);
    files.set(file, { ...source, lineOf: result.lineOf });
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
    tasks: read(FILES.tasks, tasksSchema),
    stage: read(stageFile(stage), stageSchema),
  };
  return { sections, problems, files, repaired };
}

function missingFile(file: string, stage: string, texts: ConfigTexts): Problem {
  const stages = stagesOf(texts);
  const missing =
    file === stageFile(stage)
      ? `unknown stage ${JSON.stringify(stage)}${didYouMean(stage, stages)}; there are stage files for ${stages.join(', ') || 'none'}`
      : 'the file is missing';
  const other = otherEnding(file);
  return { file, line: 1, message: texts[other] === undefined ? missing : `${missing}; rename ${other}` };
}

/** `config/sinks.yaml` for `config/sinks.yml`. */
function otherEnding(file: string): string {
  return file.replace(/yml$/, 'yaml');
}

/** Files in config/ that are not read, each as a warning: a mistyped name, or another ending beside the right one. */
export function unreadFiles(texts: ConfigTexts): readonly Problem[] {
  const known: readonly string[] = Object.values(FILES);
  const missing = known.filter((file) => texts[file] === undefined).map(otherEnding);
  const read = [...known, ...missing];
  const unread = Object.keys(texts).filter((file) => !read.includes(file) && !STAGE_FILE.test(file));
  return unread.map((file) => {
    const meant = file.replace(/yaml$/, 'yml');
    const isReadAs = known.includes(meant) || STAGE_FILE.test(meant);
    const hint = isReadAs ? `; its name must be ${meant}` : didYouMean(nameOf(meant), known.map(nameOf));
    return { file, line: 1, message: `this file is not read${hint}` };
  });
}

function nameOf(file: string): string {
  return file.replace(/^.*\/|\.yml$/g, '');
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
