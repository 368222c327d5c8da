import { readJsonObject } from './json-object.ts';

/** A command that fills a new environment with data: one task, after its first create. */
export interface SeedTask {
  /** Undefined: the container behind the load balancer. */
  readonly container?: string;
  readonly command: readonly string[];
}

/** The text that {@link parseSeedTask} reads, for messages. */
export const SEED_TASK_WANTED = 'a JSON object: {"command": ["npm", "run", "seed"], "container": "api"}';

/** Reads a seed task; undefined where the text is something else. */
export function parseSeedTask(text: string): SeedTask | undefined {
  const { command, container, ...others } = { ...readJsonObject(text) } as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0 || !isWords(command)) return undefined;
  if (container === undefined) return { command };
  return typeof container === 'string' && container !== '' ? { command, container } : undefined;
}

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string');
}
