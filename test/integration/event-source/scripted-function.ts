import { createServer } from 'node:http';
import type { CreateEventSourceMappingCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import type { KinesisStreamEvent } from 'aws-lambda';
import { deployFunction } from './deploy-function.ts';

/** Action of the function for an event: return something, or throw. */
export type Script = (event: KinesisStreamEvent) => { readonly returns: unknown } | { readonly throws: string };

const CODE = `exports.handler = async (event) => {
  const answer = await (await fetch(process.env.SCRIPT_URL, { method: 'POST', body: JSON.stringify(event) })).json();
  if (answer.throws) throw new Error(answer.throws);
  return answer.returns;
};`;

/** A really deployed function whose every invocation is answered by a script of the test. */
export interface ScriptedFunction {
  readonly events: readonly KinesisStreamEvent[];
  readonly remove: () => Promise<void>;
}

/** Deploys one with its mapping, disabled as the templates deploy theirs at the stage `local`. */
export async function deployScriptedFunction(
  lambda: LambdaClient,
  name: string,
  mapping: Omit<CreateEventSourceMappingCommandInput, 'FunctionName'>,
  script: Script,
): Promise<ScriptedFunction> {
  const events: KinesisStreamEvent[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).map(String).join('');
    const event: KinesisStreamEvent = JSON.parse(body);
    events.push(event);
    response.end(JSON.stringify(script(event)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const remove = await deployFunction(lambda, { name, code: CODE, variables: { SCRIPT_URL: url }, mapping });
  return {
    events,
    remove: async () => {
      await remove();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
