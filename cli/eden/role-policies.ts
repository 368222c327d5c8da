import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { allPages, type Bound, boundTo, callAws } from '../../shared/eden/aws/call.ts';
import type { RoleStatement } from './rights.ts';

/** Reads what a role may do; undefined when there is no such role. */
export type ReadRole = (role: string) => Promise<readonly RoleStatement[] | undefined>;

interface RawStatement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/** Reads the inline and the attached policies of a role. */
export function createReadRole(client: IAMClient, callTimeoutMs?: number): ReadRole {
  const bounded = boundTo(callTimeoutMs);
  return (role) =>
    callAws<{ readonly statements: readonly RoleStatement[] | undefined }>(
      { action: 'iam:GetRolePolicy', resource: role },
      async () => {
        const documents = await Promise.all([
          inlinePolicies(client, role, bounded),
          attachedPolicies(client, role, bounded),
        ]);
        return { statements: documents.flat().flatMap(readPolicy) };
      },
      ({ name }) => (name.startsWith('NoSuchEntity') ? { statements: undefined } : undefined),
    ).then(({ statements }) => statements);
}

async function inlinePolicies(client: IAMClient, RoleName: string, bounded: Bound): Promise<readonly string[]> {
  const pages = await allPages(paginateListRolePolicies({ client }, { RoleName }, bounded()));
  const names = pages.flatMap(({ PolicyNames }) => PolicyNames ?? []);
  return await Promise.all(
    names.map(async (PolicyName) => {
      const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }), bounded());
      return PolicyDocument ?? '';
    }),
  );
}

async function attachedPolicies(client: IAMClient, RoleName: string, bounded: Bound): Promise<readonly string[]> {
  const pages = await allPages(paginateListAttachedRolePolicies({ client }, { RoleName }, bounded()));
  const arns = pages.flatMap(({ AttachedPolicies }) =>
    (AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
  );
  return await Promise.all(
    arns.map(async (PolicyArn) => {
      const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }), bounded());
      const input = { PolicyArn, VersionId: Policy?.DefaultVersionId };
      const { PolicyVersion } = await client.send(new GetPolicyVersionCommand(input), bounded());
      return PolicyVersion?.Document ?? '';
    }),
  );
}

/** IAM gives documents URL-encoded. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
function readPolicy(document: string): readonly RoleStatement[] {
  const { Statement } = JSON.parse(decodeURIComponent(document)) as { Statement?: RawStatement | RawStatement[] };
  return listed<RawStatement>(Statement).map(({ Effect, Action, Resource }) => ({
    effect: Effect === 'Deny' ? 'Deny' : 'Allow',
    actions: listed(Action),
    resources: listed(Resource),
  }));
}

function listed<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value as T];
}
