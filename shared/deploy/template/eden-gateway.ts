import type { EdenSettings } from '../topology/schema/eden.ts';
import { pascal, type Resources } from './cloudformation.ts';

const api = { Ref: 'ApiGatewayRestApi' };

/** What the gateway answers itself, in the shape of eden's own errors. `status` absent: as the gateway has it. */
const responses: Readonly<
  Record<string, { readonly status?: string; readonly code: string; readonly message: string }>
> = {
  INVALID_API_KEY: {
    status: '403',
    code: 'forbidden',
    message: 'The header x-api-key is missing or holds no key of this API.',
  },
  // The gateway says this of paths and methods it does not know: all it knows ask for a key, none for a signature.
  MISSING_AUTHENTICATION_TOKEN: { status: '404', code: 'not_found', message: 'There is no such path or method here.' },
  THROTTLED: { status: '429', code: 'throttled', message: 'Too many requests; try again in a second.' },
  QUOTA_EXCEEDED: { status: '429', code: 'quota_exceeded', message: 'The quota of this API key is used up.' },
  REQUEST_TOO_LARGE: { status: '413', code: 'bad_request', message: 'The request is too large.' },
  INTEGRATION_TIMEOUT: {
    status: '504',
    code: 'deadline',
    message:
      'eden did not answer in time; what was begun is journaled: the next create, delete or reaper run finishes it.',
  },
  INTEGRATION_FAILURE: { status: '502', code: 'internal', message: 'eden could not be asked.' },
  // Not the gateway's own text: that may quote the caller's headers, and no template of a gateway response escapes it.
  DEFAULT_4XX: { code: 'bad_request', message: 'The gateway refused the request: $context.error.responseType.' },
  DEFAULT_5XX: { code: 'internal', message: 'The gateway failed: $context.error.responseType.' },
};

const retryAfter: Readonly<Record<string, string>> = { THROTTLED: "'1'", INTEGRATION_TIMEOUT: "'90'" };

/** Answers of the gateway's own. */
export function gatewayResponses(): Resources {
  return Object.fromEntries(
    Object.entries(responses).map(([type, { status, code, message }]) => {
      const state = type === 'INTEGRATION_TIMEOUT' ? { state: 'unfinished' } : {};
      const body = { status: 'error', message, code, problems: [{ code, message }], ...state };
      return [
        `EdenAnswer${pascal(type.toLowerCase())}`,
        {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: api,
            ResponseType: type,
            ...(status === undefined ? {} : { StatusCode: status }),
            ResponseParameters: {
              'gatewayresponse.header.Cache-Control': "'no-store'",
              ...(retryAfter[type] === undefined ? {} : { 'gatewayresponse.header.Retry-After': retryAfter[type] }),
            },
            ResponseTemplates: { 'application/json': JSON.stringify(body) },
          },
        },
      ];
    }),
  );
}

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
      Properties: { DomainName: { Ref: 'EdenDomain' }, RestApiId: api, Stage: stage },
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
