import type { Profile } from '../profile/profile.ts';

/** A profile for tests; change what the test is about. */
export function testProfile(changes: Partial<Profile> = {}): Profile {
  return {
    endpointS3BucketName: 'config',
    endpointS3Key: 'endpoints.json',
    endpointNamePrefix: 'dev-dynamic',
    endpointUpdateKey: 'api_endpoint',
    endpointEnvType: 'dev',
    domainNamePrefix: 'api',
    dynamicZoneId: 'Z1',
    namePrefix: 'dev-dynamic',
    targetCluster: 'dev',
    masterAlbArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/common/1',
    referenceServiceArn: 'arn:aws:ecs:us-east-1:123456789012:service/prod/api',
    desiredCount: 1,
    deregistrationDelaySeconds: 5,
    environment: {},
    imageRepositories: [],
    apiEnvironment: [],
    ...changes,
  };
}
