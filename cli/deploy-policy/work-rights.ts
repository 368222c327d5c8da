/** Rights to tag a resource. */
export const TAGS = ['TagResource', 'UntagResource', 'ListTagsForResource'];

/** The rights for what starts work: schedules and state machines. */
export const WORK_RIGHTS = {
  'AWS::Scheduler::ScheduleGroup': {
    service: 'scheduler',
    actions: ['CreateScheduleGroup', 'DeleteScheduleGroup', 'GetScheduleGroup', ...TAGS],
    resource: (name: string) => `schedule-group/${name}`,
    name: 'Name',
  },
  'AWS::StepFunctions::StateMachine': {
    service: 'states',
    actions: [...['CreateStateMachine', 'DeleteStateMachine', 'DescribeStateMachine', 'UpdateStateMachine', ...TAGS]],
    resource: (name: string) => `stateMachine:${name}`,
    name: 'StateMachineName',
  },
  'AWS::Scheduler::Schedule': {
    service: 'scheduler',
    actions: ['CreateSchedule', 'DeleteSchedule', 'GetSchedule', 'UpdateSchedule'],
    resource: (name: string) => `schedule/*/${name}`,
    name: 'Name',
  },
};
