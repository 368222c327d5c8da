import type { Topology } from '../topology/topology.ts';
import { alarmActions, runbook } from './alarm-resource.ts';
import type { Resource, Resources } from './cloudformation.ts';

/** The alarm that stands for all alarms of its service. */
const NAME = 'needs-a-person';
/** @see PutCompositeAlarm: AlarmRule has at most 10,240 characters and 100 alarms */
const LIMITS = { characters: 10_240, alarms: 100 } as const;
const OR = ' OR ';

/**
 * Composite alarms over all alarms of a service, where the stage asks for `alarms.notify: once`; several where one rule
 * would be too long. Each is in the stack of its alarms: an alarm that a composite alarm of another stack names cannot be
 * deleted.
 */
export function oneRingResources(topology: Topology, service: string, resources: Resources): Resources {
  const alarms = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
  if (topology.settings.alarms.notify !== 'once' || alarms.length === 0) return {};
  const groups = groupByLimit(alarms);
  return Object.fromEntries(
    groups.map((group, index): [string, Resource] => {
      const number = groups.length === 1 ? '' : String(index + 1);
      return [`NeedsAPerson${number}`, composite(topology, `${service}${number && `-${number}`}`, group)];
    }),
  );
}

type Alarms = readonly (readonly [logicalId: string, resource: Resource])[];

function groupByLimit(alarms: Alarms): readonly Alarms[] {
  const groups: (readonly [string, Resource])[][] = [];
  let characters = 0;
  for (const alarm of alarms) {
    const length = condition(alarm).length + OR.length;
    const last = groups.at(-1);
    if (last === undefined || last.length === LIMITS.alarms || characters + length > LIMITS.characters) {
      groups.push([alarm]);
      characters = length;
    } else {
      last.push(alarm);
      characters += length;
    }
  }
  return groups;
}

function condition([, { Properties }]: Alarms[number]): string {
  return `ALARM("${String(Properties['AlarmName'])}")`;
}

function composite(topology: Topology, subject: string, alarms: Alarms): Resource {
  const actions = alarmActions(topology);
  return {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    DependsOn: alarms.map(([id]) => id),
    Properties: {
      AlarmName: topology.names.alarm(subject, NAME),
      AlarmDescription: `An alarm of ${subject} rings. Runbook: ${runbook(topology, NAME)}`,
      AlarmRule: alarms.map(condition).join(OR),
      AlarmActions: actions,
      OKActions: actions,
    },
  };
}
