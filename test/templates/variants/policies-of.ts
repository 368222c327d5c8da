import { type Deployed, resolveIntrinsics } from '../../../shared/deploy/template/resolve-intrinsics.ts';
import type { NamedPolicy } from '../lint-tools.ts';
import type { MadeTemplate } from './variant.ts';

const ACCOUNT = '123456789012';

/** A statement of a policy, with texts in place of intrinsic functions. */
export interface ResolvedStatement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

/** All policies of the roles of a template: inline ones, and managed ones that the template makes. */
export function policiesOf({ variant, service, region, template }: MadeTemplate): readonly NamedPolicy[] {
  const at: Deployed = { region, accountId: ACCOUNT };
  return Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const name = `${variant} ${service} ${id}`;
    if (Type === 'AWS::IAM::ManagedPolicy')
      return [{ name, document: resolveIntrinsics(Properties['PolicyDocument'], at) }];
    if (Type !== 'AWS::IAM::Role') return [];
    const policies = (Properties['Policies'] ?? []) as readonly { readonly PolicyDocument: unknown }[];
    return policies.map(({ PolicyDocument }) => ({ name, document: resolveIntrinsics(PolicyDocument, at) }));
  });
}

/** The statements of a policy. */
export function statementsIn({ document }: NamedPolicy): readonly ResolvedStatement[] {
  return (document as { readonly Statement: readonly ResolvedStatement[] }).Statement;
}

/** ARNs of managed policies that a role of a template has beside the template's own. */
export function attachedPolicies({ template }: MadeTemplate): readonly unknown[] {
  return Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Role' ? ((Properties['ManagedPolicyArns'] ?? []) as readonly unknown[]) : [],
  );
}
