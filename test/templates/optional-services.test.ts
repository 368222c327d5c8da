import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology, readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import { shortOrLong } from '../exhaustive.ts';
import { bundledActions } from './bundle-commands.ts';
import { FULL_STAGE, MORE_FUNCTIONS, MORE_SINKS } from './full-stage.ts';
import { IMPLIED_ACTIONS, OPTIONAL_ACTIONS } from './implied-actions.ts';
import { type CompiledResource, openWorkshop, type Workshop } from './package-services.ts';
import { makeStages, type StageService } from './variants/make-stages.ts';
import { comparable, makeTemplates } from './variants/run-make-templates.ts';

/** Services for which the shipped `config/` has no function. */
const SERVICES = ['es-sink', 'es-cleaner', 'fluent-sink'] as const;
const STAGES = ['dev', 'full'] as const;
/** Packaged by the command line; the templates of the others are made without it, to the same text. */
const PACKAGED = shortOrLong<readonly Stage[]>(['full'], STAGES);
type Service = (typeof SERVICES)[number];
type Stage = (typeof STAGES)[number];

const MAX_ZIP_BYTES = 600 * 1024;
const MINUTE_MS = 60_000;
const HOST = 'search-my-logs-abcdefghijklmnopqrstuvwxyz.us-east-1.es.amazonaws.com';

/** Signed requests at one stage; a login, a VPC and keys of one's own at the other. */
const ENGINES: Readonly<Record<Stage, string>> = {
  dev: `  es-sink-sink: { environment: { ES_HOST: ${HOST} } }\n`,
  full: MORE_FUNCTIONS,
};

let workshop: Workshop;
const packaged = new Map<Stage, readonly StageService[]>();

async function change(file: string, edit: (text: string) => string): Promise<void> {
  const path = join(workshop.root, 'config', file);
  const [before, after] = [await readFile(path, 'utf8'), edit(await readFile(path, 'utf8'))];
  if (before === after) throw new Error(`config/${file} is not as this test knows it`);
  await writeFile(path, after);
}

beforeAll(async () => {
  workshop = await openWorkshop({ full: FULL_STAGE });
  await change('sinks.yml', (text) => `${text.trimEnd()}${MORE_SINKS}`);
  for (const stage of STAGES) {
    await change(`stages/${stage}.yml`, (text) => text.replace(/^functions:\n/m, (line) => `${line}${ENGINES[stage]}`));
  }
  for (const stage of PACKAGED) packaged.set(stage, await workshop.packageAll(stage, SERVICES));
  for (const [stage, made] of await makeStages(
    workshop.root,
    STAGES.filter((one) => !PACKAGED.includes(one)),
  )) {
    packaged.set(stage, made);
  }
}, 10 * MINUTE_MS);

afterAll(() => workshop.remove());

function packageOf(stage: Stage, service: Service): StageService {
  const found = packaged.get(stage)?.find((one) => one.service === service);
  if (found === undefined) throw new Error('not packaged');
  return found;
}

function ofType(stage: Stage, service: Service, type: string): readonly CompiledResource[] {
  return Object.values(packageOf(stage, service).resources).filter((resource) => resource.Type === type);
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

function statementsOf(stage: Stage, service: Service): readonly Statement[] {
  const roles = ofType(stage, service, 'AWS::IAM::Role');
  expect(roles).toHaveLength(1);
  const policies = roles[0]?.Properties['Policies'] as readonly {
    PolicyDocument: { Statement: readonly Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function actionsOf(stage: Stage, service: Service): readonly string[] {
  return [...new Set(statementsOf(stage, service).flatMap(({ Action }) => Action))].sort();
}

const EACH = STAGES.flatMap((stage) => SERVICES.map((service) => [service, stage] as const));

it.each(EACH)('%s at stage %s is one function', (service, stage) => {
  expect(ofType(stage, service, 'AWS::Lambda::Function')).toHaveLength(1);
});

const EACH_PACKAGE = EACH.filter(([, stage]) => PACKAGED.includes(stage));

it.each(EACH_PACKAGE)('the package of %s at stage %s is small', (service, stage) => {
  const { zips = [] } = packageOf(stage, service);
  expect(zips).toHaveLength(1);
  expect(zips.filter(({ bytes, hasNotices }) => bytes > MAX_ZIP_BYTES || !hasNotices)).toEqual([]);
});

it(
  'are those that variants.test.ts makes without the command line, and lints',
  async () => {
    const texts = readConfigTexts(workshop.root);
    const made = await makeTemplates(PACKAGED.map((stage) => ({ name: stage, stage, texts, services: SERVICES })));
    for (const [service, stage] of EACH_PACKAGE) {
      const one = made.find((template) => template.variant === stage && template.service === service);
      expect(one && comparable(one.template).Resources).toEqual(
        comparable({ Resources: packageOf(stage, service).resources }).Resources,
      );
    }
  },
  5 * MINUTE_MS,
);

describe('permissions', () => {
  /** Calls that are not of the SDK: signed requests to the search engine. */
  const SIGNED: Readonly<Record<Service, readonly string[]>> = {
    'es-sink': ['es:ESHttpGet', 'es:ESHttpPost'],
    'es-cleaner': ['es:ESHttpDelete', 'es:ESHttpGet'],
    'fluent-sink': [],
  };

  it.each(EACH)('of %s at stage %s are those of its bundle, and the reviewed ones', async (service, stage) => {
    const sent = await bundledActions(service);
    const granted = actionsOf(stage, service);
    const signed = granted.filter((action) => action.startsWith('es:'));
    expect(signed).toEqual(stage === 'dev' ? SIGNED[service] : []);
    const rest = granted.filter((action) => !signed.includes(action));
    expect(rest.filter((action) => !sent.includes(action) && !(action in IMPLIED_ACTIONS))).toEqual([]);
    expect(sent.filter((action) => !granted.includes(action) && !(action in OPTIONAL_ACTIONS))).toEqual([]);
  });

  it.each(EACH)('of %s at stage %s hold no wildcard but X-Ray’s and a VPC’s', (service, stage) => {
    for (const { Action, Resource } of statementsOf(stage, service)) {
      const actions = [Action].flat();
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
      const isAnything = [Resource].flat().includes('*');
      expect(isAnything && !actions.every((action) => /^(xray|ec2):/.test(action))).toBe(false);
    }
  });

  it.each([
    ['es-sink', 'dev', []],
    ['es-sink', 'full', ['secretsmanager:GetSecretValue']],
    ['es-cleaner', 'dev', []],
    ['es-cleaner', 'full', ['secretsmanager:GetSecretValue']],
    ['fluent-sink', 'dev', []],
    ['fluent-sink', 'full', ['ssm:GetParameter']],
  ] as const)('of %s at stage %s: the secrets that it names', (service, stage, expected) => {
    expect(actionsOf(stage, service).filter((action) => /^(secretsmanager|ssm):/.test(action))).toEqual(expected);
  });

  it.each(['es-sink', 'es-cleaner'] as const)('of %s are on its domain alone', (service) => {
    const onEngine = statementsOf('dev', service).filter(({ Action }) => JSON.stringify(Action).includes('"es:'));
    expect(onEngine).toHaveLength(1);
    expect(JSON.stringify(onEngine[0]?.Resource)).toMatch(/:domain\/my-logs\/\*"/);
  });

  it('of es-cleaner hold nothing of the pipeline’s', () => {
    expect(actionsOf('dev', 'es-cleaner').filter((action) => /^(kinesis|dynamodb|s3|kms):/.test(action))).toEqual([]);
  });
});

describe('es-cleaner', () => {
  it('runs by its schedule, and has no stream', () => {
    expect(ofType('dev', 'es-cleaner', 'AWS::Events::Rule').map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ ScheduleExpression: 'cron(0 3 * * ? *)', State: 'ENABLED' }),
    ]);
    expect(ofType('dev', 'es-cleaner', 'AWS::Lambda::EventSourceMapping')).toEqual([]);
  });

  it.each(STAGES)('is on es-sink’s engine at stage %s', (stage) => {
    const variablesOf = (service: Service): Readonly<Record<string, unknown>> => {
      const [fn] = ofType(stage, service, 'AWS::Lambda::Function');
      const { Variables = {} } = (fn?.Properties['Environment'] ?? {}) as {
        Variables?: Readonly<Record<string, unknown>>;
      };
      return Variables;
    };
    const engine = ['ES_HOST', 'ES_AUTH', 'ES_BASIC_SECRET', 'INDEX_NAME_PREFIX'];
    const pick = (service: Service) => engine.map((name) => variablesOf(service)[name]);
    expect(pick('es-cleaner')).toEqual(pick('es-sink'));
    expect(pick('es-sink')).toContain('logs');
  });
});

it('config/ knows them as the tests of templates do', () => {
  const { functions, cleaner } = loadTopology(MANIFESTS, 'full', workshop.root);
  const services = [...functions.map(({ service }) => service), cleaner?.service];
  expect(services).toEqual(expect.arrayContaining([...SERVICES]));
});

it.each(SERVICES)('%s is in the VPC that the stage names', (service) => {
  const [fn] = ofType('full', service, 'AWS::Lambda::Function');
  expect(fn?.Properties['VpcConfig']).toMatchObject({ SecurityGroupIds: ['sg-0123456789abcdef0'] });
  // Without these Lambda cannot make its network interfaces.
  const managed = JSON.stringify(ofType('full', service, 'AWS::IAM::Role')) + actionsOf('full', service).join();
  expect(managed).toMatch(/AWSLambdaVPCAccessExecutionRole|ec2:CreateNetworkInterface/);
});
