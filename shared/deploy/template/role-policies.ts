import { pascal, type Resource, type Resources } from './cloudformation.ts';
import { type Deployed, resolveIntrinsics } from './resolve-intrinsics.ts';
import type { Statement } from './statements.ts';
import type { FunctionValues } from './values.ts';

/** @see IAM quotas: a managed policy, without white space */
const MAX_MANAGED_BYTES = 6_144;
/** Additions of the framework and our plugins to a function's inline policy: its logs, its stream, its network. */
const ADDED_BYTES = 1_300;
/** Room for the function's own statements in its inline policy, of 10,240. */
const INLINE_BYTES = 10_240 - ADDED_BYTES;
/** A list of resources is cut into statements of about so many bytes. */
const PIECE_BYTES = 1_500;
/** The longest Region and partition, so that a policy fits wherever it is deployed. */
const ANYWHERE: Deployed = { region: 'us-gov-northwest-1', accountId: '0'.repeat(12) };

/** The statements of a role: in its inline policy, and in managed policies where that one is full. */
export interface SplitStatements {
  readonly inline: readonly Statement[];
  readonly managed: readonly (readonly Statement[])[];
}

/** Divides statements among the inline policy of a role and as many managed policies as it takes. */
export function splitStatements(statements: readonly Statement[]): SplitStatements {
  if (bytesOf(statements) <= INLINE_BYTES) return { inline: statements, managed: [] };
  const inline: Statement[] = [];
  const managed: Statement[][] = [];
  for (const piece of statements.flatMap(cutResources)) {
    const room = [inline, ...managed].find(
      (policy) => bytesOf([...policy, piece]) <= (policy === inline ? INLINE_BYTES : MAX_MANAGED_BYTES),
    );
    if (room === undefined) managed.push([piece]);
    else room.push(piece);
  }
  return { inline, managed };
}

/** A statement with a long list of resources as several with a part of it each. */
function cutResources(statement: Statement): readonly Statement[] {
  const resources = [statement.Resource].flat();
  const pieces: (typeof resources)[number][][] = [];
  let bytes = PIECE_BYTES;
  for (const resource of resources) {
    const own = JSON.stringify(resolveIntrinsics(resource, ANYWHERE)).length;
    if (bytes + own > PIECE_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(resource);
    bytes += own;
  }
  return pieces.length < 2 ? [statement] : pieces.map((piece) => ({ ...statement, Resource: piece }));
}

/** The managed policies of a function's role. */
export function managedPolicyResources(
  { roleName, key }: { readonly roleName: string; readonly key: string },
  policies: SplitStatements['managed'],
): Resources {
  return Object.fromEntries(
    policies.map((statements, index): [string, Resource] => [
      `${pascal(key)}Policy${index + 1}`,
      {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: `${roleName}-${index + 1}`,
          Roles: [{ Ref: roleLogicalId(key) }],
          PolicyDocument: { Version: '2012-10-17', Statement: statements },
        },
      },
    ]),
  );
}

/** The logical id that serverless-iam-roles-per-function gives the role of a function. */
function roleLogicalId(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('-', 'Dash')}IamRoleLambdaExecution`;
}

/** How many managed policies of a template are those of a function's role. */
export function countManaged(key: string, resources: Resources): number {
  const role = JSON.stringify([{ Ref: roleLogicalId(key) }]);
  const ofType = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');
  return ofType.filter(({ Properties }) => JSON.stringify(Properties['Roles']) === role).length;
}

/** Bytes of a function's inline policy as IAM counts them, with what the framework and our plugins add. */
export function policyBytes({ statements }: Pick<FunctionValues, 'statements'>, at: Deployed = ANYWHERE): number {
  return bytesOf(statements, at) + ADDED_BYTES;
}

function bytesOf(statements: readonly Statement[], at: Deployed = ANYWHERE): number {
  return JSON.stringify({ Version: '2012-10-17', Statement: resolveIntrinsics(statements, at) }).length;
}
