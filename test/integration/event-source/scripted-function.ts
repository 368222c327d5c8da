import { createServer } from 'node:http';
import { crc32 } from 'node:zlib';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { KinesisStreamEvent } from 'aws-lambda';

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
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/scripted',
      Handler: 'index.handler',
      Code: { ZipFile: zip('index.js', CODE) },
      Environment: { Variables: { SCRIPT_URL: url } },
      Timeout: 30,
    }),
  );
  const created = await lambda.send(
    new CreateEventSourceMappingCommand({ ...mapping, FunctionName: name, Enabled: false }),
  );
  return {
    events,
    remove: async () => {
      await lambda.send(new DeleteEventSourceMappingCommand({ UUID: created.UUID }));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A zip file of one stored (uncompressed) entry. @see APPNOTE.TXT 4.3 */
function zip(name: string, text: string): Buffer {
  const [path, data] = [Buffer.from(name), Buffer.from(text)];
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, path, data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, Buffer.alloc(14), path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}
