/** Names of the Terraform module's variables that differ from ours only by their spelling, in `config/tasks.yml`. */
export const OLD_NAMES: Readonly<Record<string, string>> = {
  schedule_expression: 'scheduleExpression',
  is_enabled: 'isEnabled',
  task_count: 'taskCount',
  target_cluster_arn: 'targetClusterArn',
  task_definition_arn: 'taskDefinitionArn',
  subnet_ids: 'subnetIds',
  security_group_ids: 'securityGroupIds',
  task_role_arn: 'taskRoleArn',
  execution_role_arn: 'executionRoleArn',
  iam_ecs_run_task_resource: 'iamEcsRunTaskResource',
};

/** The module's name for one of ours; `undefined`: it has the same, or none. */
export function oldNameOf(key: PropertyKey): string | undefined {
  return Object.keys(OLD_NAMES).find((name) => OLD_NAMES[name] === key);
}
