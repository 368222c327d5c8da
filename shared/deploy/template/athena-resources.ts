import type { Bucket, Topology } from '../topology/topology.ts';
import { type Intrinsic, type Resource, type Resources, sub } from './cloudformation.ts';

/** The archive as Athena must know it. */
export interface ArchiveTable {
  /** Folder of the objects in the bucket, without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly partitions: Partitions;
  /** Names or paths of a log's fields. */
  readonly fields: { readonly logId: string; readonly time: string };
}

/** The folders of a key layout as partitions. */
interface Partitions {
  /** Folder of a partition: `<log_type>`, `<day>` and perhaps `<hour>` are in the places of the values. */
  readonly folder: string;
  /** Form of a day, as Java's DateTimeFormatter has it. */
  readonly dayFormat: string;
  /** A day in this form. */
  readonly dayExample: string;
  /** Days before are not found. */
  readonly firstDay: string;
  readonly hasHour: boolean;
}

/** A column in the words of Glue, and of Trino for views. */
interface Column {
  readonly name: string;
  readonly glue: string;
  readonly trino: string;
}

const TEXT = { glue: 'string', trino: 'varchar' } as const;
const TABLE_OF_LINES = 'lines';
const VIEW_OF_LOGS = 'logs';

/**
 * A Glue database over the archive: the table `lines`, whose partitions follow from the keys, and the view `logs` with a
 * log's fields as columns. Athena needs nothing more; nothing has to be run after a deployment.
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function athenaResources(topology: Topology, table: ArchiveTable): Resources {
  const catalog = { CatalogId: { Ref: 'AWS::AccountId' } };
  const name = databaseName(topology);
  const inDatabase = { ...catalog, DatabaseName: name };
  return {
    ArchiveDatabase: {
      Type: 'AWS::Glue::Database',
      Properties: { ...catalog, DatabaseInput: { Name: name, Description: 'The archive of s3-sink' } },
    },
    ArchiveLines: {
      Type: 'AWS::Glue::Table',
      Properties: { ...inDatabase, TableInput: linesTable(topology.archiveBucket, table) },
      DependsOn: 'ArchiveDatabase',
    },
    ArchiveLogs: {
      Type: 'AWS::Glue::Table',
      Properties: { ...inDatabase, TableInput: logsView(name, table) },
      DependsOn: 'ArchiveLines',
    },
    ...queryResources(topology, table.partitions),
  };
}

/** The database's name. Athena takes no hyphens in names that are not quoted. */
export function databaseName({ project, stage }: Pick<Topology, 'project' | 'stage'>): string {
  return `${project}_${stage}`.replaceAll('-', '_');
}

/** Every line is one column: the text of the log. Its only separator, U+0001, is in no JSON. */
function linesTable(bucket: Bucket, { prefix, partitions }: ArchiveTable) {
  const root = [`s3://${bucket.name}`, ...(prefix === '' ? [] : [prefix])].join('/');
  return {
    Name: TABLE_OF_LINES,
    Description: 'The lines of all objects; a query must name the log_type',
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: partitionColumns(partitions).map(glueColumn),
    StorageDescriptor: {
      Columns: [glueColumn({ name: 'line', ...TEXT })],
      Location: sub(`${root}/`),
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      SerdeInfo: {
        SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
        Parameters: { 'serialization.format': '1' },
      },
    },
    Parameters: {
      EXTERNAL: 'TRUE',
      'projection.enabled': 'true',
      'projection.log_type.type': 'injected',
      'projection.day.type': 'date',
      'projection.day.format': partitions.dayFormat,
      'projection.day.range': `${partitions.firstDay},NOW+1DAYS`,
      'projection.day.interval': '1',
      'projection.day.interval.unit': 'DAYS',
      ...(partitions.hasHour
        ? { 'projection.hour.type': 'integer', 'projection.hour.range': '0,23', 'projection.hour.digits': '2' }
        : {}),
      'storage.location.template': withReferences(sub(`${root}/`), `${partitions.folder}/`),
    },
  };
}

/** `<day>` becomes `${day}`; joined with the `$`, since CloudFormation and the Serverless Framework have references like it. */
function withReferences(root: string | Intrinsic, folder: string): Intrinsic {
  const [first = '', ...rest] = folder.replace(/<(\w+)>/g, '<{$1}').split('<');
  return { 'Fn::Join': ['$', [{ 'Fn::Join': ['', [root, first]] }, ...rest]] };
}

function partitionColumns({ hasHour }: Partitions): readonly Column[] {
  return ['log_type', 'day', ...(hasHour ? ['hour'] : [])].map((name) => ({ name, ...TEXT }));
}

function glueColumn({ name, glue }: Column) {
  return { Name: name, Type: glue };
}

/** @see https://trino.io/docs/current/connector/hive.html: how views are kept in the Glue catalog */
function logsView(database: string, { partitions, fields }: ArchiveTable) {
  const columns: readonly Column[] = [
    { name: 'log_type', ...TEXT },
    { name: 'log_id', ...TEXT },
    { name: 'time', ...TEXT },
    { name: 'line', ...TEXT },
    ...partitionColumns(partitions).slice(1),
  ];
  const select = columns.map(({ name }) => {
    if (name === 'log_id') return `${readField(fields.logId)} AS log_id`;
    return name === 'time' ? `${readField(fields.time)} AS time` : name;
  });
  const view = {
    originalSql: `SELECT ${select.join(', ')} FROM "${database}"."${TABLE_OF_LINES}"`,
    catalog: 'awsdatacatalog',
    schema: database,
    columns: columns.map(({ name, trino }) => ({ name, type: trino })),
  };
  return {
    Name: VIEW_OF_LOGS,
    Description: 'The logs of the archive; a query must name the log_type',
    TableType: 'VIRTUAL_VIEW',
    PartitionKeys: [],
    StorageDescriptor: { Columns: columns.map(glueColumn), SerdeInfo: {} },
    Parameters: { presto_view: 'true', comment: 'Presto View' },
    ViewExpandedText: '/* Presto View */',
    ViewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`,
  };
}

/** A name with dots is a key of the log, or else a path. */
function readField(field: string): string {
  const read = (keys: readonly string[]): string =>
    `json_extract_scalar(line, '$${keys.map((key) => `["${key.replaceAll("'", "''")}"]`).join('')}')`;
  return field.includes('.') ? `coalesce(${read([field])}, ${read(field.split('.'))})` : read([field]);
}

function queryResources(topology: Topology, { dayExample, hasHour }: Partitions): Resources {
  const hour = hasHour ? 'hour' : "try(date_trunc('hour', from_iso8601_timestamp(time)))";
  return {
    ArchiveQueryById: namedQuery(topology, 'by-id', 'One log by its id', [
      `SELECT log_type, log_id, time, line FROM ${VIEW_OF_LOGS}`,
      `WHERE log_type = 'app' AND day = '${dayExample}' AND log_id = 'the id'`,
    ]),
    ArchiveQueryCounts: namedQuery(topology, 'counts', 'Logs by type and hour', [
      `SELECT log_type, day, ${hour} AS hour, count(*) AS logs FROM ${VIEW_OF_LOGS}`,
      `WHERE log_type IN ('app', 'access') AND day = '${dayExample}'`,
      'GROUP BY 1, 2, 3 ORDER BY 1, 2, 3',
    ]),
  };
}

function namedQuery(
  { project, stage }: Topology,
  name: string,
  description: string,
  lines: readonly string[],
): Resource {
  return {
    Type: 'AWS::Athena::NamedQuery',
    Properties: {
      Database: { Ref: 'ArchiveDatabase' },
      Name: `${project}-${stage}-${name}`,
      Description: description,
      QueryString: `${lines.join('\n')}\n`,
    },
  };
}
