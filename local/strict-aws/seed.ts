import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client as ElbClient,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Network, seedReference } from './seed-reference.ts';

/** Where to seed: an account of twelve digits on a strict-aws. */
export interface SeedPlace {
  readonly url: string;
  readonly account: string;
  readonly region: string;
}

/** The resources of a seeded account. `fields` are a profile's, under today's key names. */
export interface Seeded {
  readonly fields: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  readonly bucket: string;
  readonly listenerArn: string;
  readonly vpcId: string;
}

const ZONE = 'dev.example.com';

/** Makes what eden needs in an account: image, reference service behind an ALB, common ALB, certificate, zone, bucket. */
export async function seedAccount(place: SeedPlace): Promise<Seeded> {
  const options = {
    endpoint: place.url,
    region: place.region,
    credentials: strictCredentials(place.account, 'seed'),
    maxAttempts: 1,
  };
  const [network, images, zoneId, bucket] = await Promise.all([
    findNetwork(place),
    seedImages(new ECRClient(options), place),
    seedZone(new Route53Client(options)),
    seedBucket(new S3Client({ ...options, forcePathStyle: true }), place),
  ]);
  const certificate = await new ACMClient(options).send(
    new RequestCertificateCommand({ DomainName: `*.${ZONE}`, SubjectAlternativeNames: [ZONE] }),
  );
  const elb = new ElbClient(options);
  const common = await seedAlb(elb, network, { name: 'common', certificateArn: certificate.CertificateArn ?? '' });
  const reference = await seedReference(elb, new ECSClient(options), {
    network,
    image: images[0] ?? '',
    account: place.account,
  });
  return {
    images,
    bucket,
    listenerArn: common.listenerArn,
    vpcId: network.vpcId,
    fields: {
      endpoint_s3_bucket_name: bucket,
      endpoint_s3_key: 'endpoints.json',
      endpoint_name_prefix: 'dev-dynamic',
      endpoint_update_key: 'api_endpoint',
      endpoint_env_type: 'dev',
      domain_name_prefix: 'api',
      dynamic_zone_id: zoneId,
      dynamic_zone_name: `${ZONE}.`,
      name_prefix: 'dev-dynamic',
      target_cluster: 'dev',
      master_alb_arn: common.albArn,
      reference_service_arn: reference,
      target_container_name: 'api',
    },
  };
}

/** Credentials that strict-aws takes for this account; `client` names a run in its records. */
export function strictCredentials(
  account: string,
  client: string,
): { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string } {
  return { accessKeyId: account, secretAccessKey: 'strict', sessionToken: client };
}

/** The account's default network, asked for by hand: the project has no EC2 client. */
async function findNetwork({ url, account, region }: SeedPlace): Promise<Network> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const text = await response.text();
  const subnets = [...text.matchAll(/<subnetId>([^<]+)</g)].flatMap(([, id]) => id ?? []);
  return { vpcId: /<vpcId>([^<]+)</.exec(text)?.[1] ?? '', subnets: subnets.slice(0, 2) };
}

async function seedImages(ecr: ECRClient, { account, region }: SeedPlace): Promise<readonly string[]> {
  const repositoryName = 'servicename-api-dev';
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const tags = ['latest', 'next'];
  for (const [index, imageTag] of tags.entries()) {
    const config = {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 1,
      digest: digest(String(index)),
    };
    const manifest = {
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config,
      layers: [],
    };
    await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest: JSON.stringify(manifest) }));
  }
  return tags.map((tag) => `${account}.dkr.ecr.${region}.amazonaws.com/${repositoryName}:${tag}`);
}

function digest(character: string): string {
  return `sha256:${character.repeat(64)}`;
}

async function seedZone(route53: Route53Client): Promise<string> {
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: ZONE, CallerReference: 'seed' }));
  return (HostedZone?.Id ?? '').replace('/hostedzone/', '');
}

async function seedBucket(s3: S3Client, { account, region }: SeedPlace): Promise<string> {
  const Bucket = `servicename-config-${account}`;
  const location =
    region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
  await s3.send(new CreateBucketCommand({ Bucket, ...location }));
  const text = `${JSON.stringify({ version: 7, environments: [{ env: 'dev', name: 'dev', api_endpoint: `api.${ZONE}` }], extra: { keep: true } }, null, 4)}\n`;
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'endpoints.json',
      Body: text,
      ContentType: 'application/json; charset=utf-8',
      CacheControl: 'max-age=60',
      Metadata: { team: 'platform' },
      Tagging: 'cost=shared',
    }),
  );
  return Bucket;
}

async function seedAlb(
  elb: ElbClient,
  network: Network,
  { name, certificateArn }: { readonly name: string; readonly certificateArn: string },
): Promise<{ readonly albArn: string; readonly listenerArn: string }> {
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: `dev-alb-${name}`, Subnets: [...network.subnets], Type: 'application' }),
  );
  const albArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: albArn,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: certificateArn }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return { albArn, listenerArn: Listeners?.[0]?.ListenerArn ?? '' };
}
