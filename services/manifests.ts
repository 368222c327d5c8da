import type { ServiceManifest } from '../shared/deploy/manifest.ts';
import { edenApi } from './eden-api/service.ts';
import { esCleaner } from './es-cleaner/service.ts';
import { esSink } from './es-sink/service.ts';
import { fluentSink } from './fluent-sink/service.ts';
import { forwarders } from './forwarders/service.ts';
import { operator } from './operator/service.ts';
import { router } from './router/service.ts';
import { s3Sink } from './s3-sink/service.ts';
import { scheduledTasks } from './scheduled-tasks/service.ts';

/** All services, in the order of the pipeline. A new one is a line here and one in serverless-compose.yml. */
export const MANIFESTS: readonly ServiceManifest[] = [
  router,
  forwarders,
  s3Sink,
  esSink,
  fluentSink,
  esCleaner,
  edenApi,
  scheduledTasks,
  operator,
];
