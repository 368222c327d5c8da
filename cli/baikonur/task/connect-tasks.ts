import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { explainRefusals } from '../aws/explain-refusals.ts';
import { connectStage, meantStage } from '../connect.ts';
import type { Shell } from '../shell.ts';
import { loadStage } from '../stage.ts';

/** Options that all task commands have. */
export interface TaskOptions {
  readonly stage?: string;
  readonly json?: boolean;
}

/** A stage and the clients of its account. */
export interface Connected {
  readonly topology: Topology;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
}

/** Reads the stage and connects to its account. */
export async function connect({ stage }: TaskOptions, shell: Shell): Promise<Connected> {
  const topology = loadStage(meantStage(stage, shell.env));
  const env = await connectStage(topology, shell.env);
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = env;
  const options = {
    ...(region === undefined ? {} : { region }),
    ...(endpoint ? { endpoint } : {}),
    ...credentialsOf(env),
  };
  const explained = { endpoint, rights: 'services/scheduled-tasks/README.md' };
  return {
    topology,
    ecs: explainRefusals(new ECSClient(options), explained),
    logs: explainRefusals(new CloudWatchLogsClient(options), explained),
  };
}

function credentialsOf(env: Readonly<Record<string, string | undefined>>) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (!accessKeyId || !secretAccessKey) return {};
  return { credentials: { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) } };
}
