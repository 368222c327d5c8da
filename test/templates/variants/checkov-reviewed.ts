/** Checks of checkov that the templates do not follow, each with the reason. */
export const REVIEWED_CHECKS: Readonly<Record<string, string>> = {
  CKV_AWS_115:
    'A limit on concurrent executions is a setting of the stage (functions.*.reservedConcurrency): shards and parallelization limit them already, and a new account has too few to set aside.',
  CKV_AWS_116:
    'A dead-letter queue of Lambda is for asynchronous invocations. Batches of a stream go to the on-failure bucket of their mapping; es-cleaner and the reaper run again by the clock, and have an alarm.',
  CKV_AWS_117: 'A VPC is a setting of the stage (functions.*.vpc): only destinations inside one need it.',
  CKV_AWS_119: 'A key of one’s own is a setting of the stage (kms.table); without it the table is under a key of AWS.',
  CKV_AWS_158: 'Log groups are encrypted by CloudWatch Logs. They hold counts and names, never payloads.',
  CKV_AWS_173:
    'Variables hold no secrets: secrets are references that the function reads. Lambda encrypts variables at rest.',
  CKV_AWS_18: 'Access logs need a bucket of the account’s own choice; data events of CloudTrail tell the same.',
  CKV_AWS_21: 'Objects are written once under names that follow from their content, and never changed.',
  CKV_AWS_27: 'The queue of runs that were not started is encrypted by SQS. It holds settings of tasks, no logs.',
  CKV_AWS_28:
    'Recovery to a point in time is on where the stage retains its data; `retain: false` says that it is not wanted.',
  CKV_AWS_43: 'A key is a setting of the stage (kms.streams).',
};
