import { isJsonObject, type JsonObject } from '../../log/json-object.ts';
import type { TargetGroupSettings } from '../aws/target-group-settings.ts';
import type { Action, ResourceRecordSet } from '../aws/types.ts';
import type { EnvironmentItem } from '../environment/item.ts';
import type { Problem } from '../problem/problem.ts';
import { readJsonObject } from '../profile/json-object.ts';

/** The state a failed redeploy goes back to: the environment's resources when it was last ready. */
export interface GoodState {
  readonly targetGroupArn?: string;
  /** Absent in items of earlier versions: then the settings are left as they are. */
  readonly targetGroup?: TargetGroupSettings;
  readonly ruleArns: readonly string[];
  /** Rule → its actions, where they are not its own target group alone: the environment was asleep. */
  readonly forwards?: Readonly<Record<string, Action[]>>;
  readonly service?: { readonly taskDefinition: string; readonly desiredCount: number };
  readonly revisions: readonly string[];
  readonly records: readonly ResourceRecordSet[];
  /** The endpoint's value in the Environments JSON. */
  readonly endpoint?: string;
}

/** The good state that an item holds, or why it cannot be read. */
export type StoredGood =
  | { readonly status: 'ok'; readonly good: GoodState | undefined }
  | { readonly status: 'unreadable'; readonly problem: Problem };

/** Reads the state to go back to from an item. A text that cannot be read is never taken for none. */
export function readGoodState(item: EnvironmentItem | undefined): StoredGood {
  if (item?.good === undefined) return { status: 'ok', good: undefined };
  const value = readJsonObject(item.good);
  // What is not checked has the shape that eden itself wrote.
  if (value !== undefined && isGoodState(value)) return { status: 'ok', good: value };
  const message = `Item ${item.type}/${item.name} does not say what it was before its last redeploy: delete the environment, or fix the item's attribute "good".`;
  return { status: 'unreadable', problem: { code: 'unprocessable', message } };
}

function isGoodState(value: JsonObject): value is JsonObject & GoodState {
  const { ruleArns, revisions, records, targetGroup, service, forwards, ...more } = value;
  return (
    isTexts(ruleArns) &&
    isTexts(revisions) &&
    isListOf(records, isJsonObject) &&
    [more.targetGroupArn, more.endpoint].every((one) => one === undefined || typeof one === 'string') &&
    (targetGroup === undefined ||
      (isJsonObject(targetGroup) &&
        isJsonObject(targetGroup.healthCheck) &&
        isListOf(targetGroup.attributes, isJsonObject))) &&
    (service === undefined ||
      (isJsonObject(service) &&
        typeof service.taskDefinition === 'string' &&
        typeof service.desiredCount === 'number')) &&
    (forwards === undefined ||
      (isJsonObject(forwards) && Object.values(forwards).every((actions) => isListOf(actions, isJsonObject))))
  );
}

function isTexts(value: unknown): boolean {
  return isListOf(value, (one) => typeof one === 'string');
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}
