import { defineSink } from '../../shared/deploy/manifest.ts';
import { bucketResources } from '../../shared/deploy/template/bucket-resources.ts';
import { writeObjects } from '../../shared/deploy/template/statements.ts';
import { parseConfig, parsePrefix, VARIABLES } from './config.ts';

/** s3-sink, and the archive bucket unless the stage names an existing one. */
export const s3Sink = defineSink({
  name: 's3-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  computed: ({ archiveBucket }) => ({ LOG_S3_BUCKET: archiveBucket.name }),
  grants: (topology, fn) => writeObjects(topology.archiveBucket, parsePrefix(fn.environment['LOG_S3_PREFIX'] ?? '')),
  resources: ({ archiveBucket, settings }) =>
    archiveBucket.owned
      ? bucketResources({
          logicalId: 'ArchiveBucket',
          bucket: archiveBucket,
          retain: settings.retain,
          expireAfterDays: settings.archive.expireAfterDays,
          transitions: settings.archive.transitions,
        })
      : {},
});
