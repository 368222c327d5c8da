import type { EdenSettings } from '../topology/schema/eden.ts';
import { pascal, type Resources } from './cloudformation.ts';

const API = { Ref: 'ApiGatewayRestApi' };

/** The API keys. They wait for nothing, so that the function's variables can name their ids; the plan lets them in. */
export function keyResources({ keys }: EdenSettings, prefix: string, stage: string): Resources {
  return Object.fromEntries(
    Object.keys(keys).flatMap((name) => [
      [
        keyLogicalId(name),
        {
          Type: 'AWS::ApiGateway::ApiKey',
          Properties: {
            Name: `${prefix}-${name}`,
            Enabled: true,
            ...(stage === 'local' && { Value: localKeyValue(prefix, name) }),
          },
        },
      ],
      [
        `${keyLogicalId(name)}InPlan`,
        {
          Type: 'AWS::ApiGateway::UsagePlanKey',
          Properties: {
            KeyId: { Ref: keyLogicalId(name) },
            KeyType: 'API_KEY',
            UsagePlanId: { Ref: 'ApiGatewayUsagePlan' },
          },
        },
      ],
    ]),
  );
}

/** Logical id of an API key. */
export function keyLogicalId(name: string): string {
  return `EdenKey${pascal(name)}`;
}

/**
 * A key's value, where it is ours to say: on the local AWS, which tells the function no ids. Elsewhere AWS draws one.
 * At least 20 characters. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export function localKeyValue(prefix: string, name: string): string {
  return `${prefix}-${name}-of-this-machine`;
}

/** A name of one's own, where the stage has one. */
export function domainResources({ domain }: EdenSettings, stage: string): Resources {
  if (domain === undefined) return {};
  const target = (attribute: string) => ({ 'Fn::GetAtt': ['EdenDomain', attribute] });
  return {
    EdenDomain: {
      Type: 'AWS::ApiGateway::DomainName',
      Properties: {
        DomainName: domain.name,
        RegionalCertificateArn: domain.certificateArn,
        EndpointConfiguration: { Types: ['REGIONAL'] },
        SecurityPolicy: 'TLS_1_2',
      },
    },
    EdenDomainMapping: {
      Type: 'AWS::ApiGateway::BasePathMapping',
      Properties: { DomainName: { Ref: 'EdenDomain' }, RestApiId: API, Stage: stage },
    },
    EdenDomainRecord: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: domain.zoneId,
        Name: domain.name,
        Type: 'A',
        AliasTarget: { DNSName: target('RegionalDomainName'), HostedZoneId: target('RegionalHostedZoneId') },
      },
    },
  };
}
