import { defineSink } from '../../shared/deploy/manifest.ts';
import { athenaResources } from '../../shared/deploy/template/athena-resources.ts';
import { bucketResources } from '../../shared/deploy/template/bucket-resources.ts';
import type { Resources } from '../../shared/deploy/template/cloudformation.ts';
import { writeObjects } from '../../shared/deploy/template/statements.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, parsePrefix, VARIABLES } from './config.ts';
import { PARTITIONS } from './partitions.ts';

/** s3-sink, and the archive bucket unless the stage names an existing one. */
export const s3Sink = defineSink({
  name: 's3-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  computed: ({ archiveBucket }) => ({ LOG_S3_BUCKET: archiveBucket.name }),
  grants: (topology, fn) => writeObjects(topology.archiveBucket, parsePrefix(fn.environment['LOG_S3_PREFIX'] ?? '')),
  resources: (topology) => ({ ...archiveBucket(topology), ...archiveTable(topology) }),
});

function archiveBucket({ archiveBucket: bucket, settings: { retain, archive } }: Topology): Resources {
  if (!bucket.owned) return {};
  const { expireAfterDays, transitions } = archive;
  return bucketResources({ logicalId: 'ArchiveBucket', bucket, retain, expireAfterDays, transitions });
}

function archiveTable(topology: Topology): Resources {
  const fn = topology.functions.find(({ service }) => service === 's3-sink');
  if (!topology.settings.archive.athena || fn === undefined) return {};
  const { common, objects } = parseConfig(fn.environment);
  const partitions = PARTITIONS[objects.layout];
  return athenaResources(topology, { prefix: objects.prefix, partitions, fields: common.schema.fields });
}
