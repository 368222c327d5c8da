import { type CreateLogJudge, judgeAsSink } from '../../shared/pipeline/log-verdict.ts';
import { createBoundedNamer } from '../../shared/search/bounded-namer.ts';
import { parseConfig } from './config.ts';
import { explainBadId } from './document-id.ts';
import { createDocument, createHead } from './request.ts';
import { stampDocument } from './stamp-document.ts';

/** es-sink refuses ids that the engines refuse, and documents that are larger than a bulk body. */
export const createEsJudge: CreateLogJudge = (env) => {
  const { common, naming, limits, isDataStream } = parseConfig(env);
  const nameIndex = createBoundedNamer(naming);
  return judgeAsSink('es-sink', common, (log) => {
    const badId = explainBadId(log.logId);
    if (badId?.status === 'rejected') return badId;
    const { bytes } = createDocument(
      createHead(nameIndex(log)),
      log.logId,
      isDataStream ? stampDocument(log) : log.data,
    );
    const error = `the document takes ${bytes} bytes of a bulk body, more than ES_BULK_MAX_BYTES=${limits.maxBytes}`;
    return bytes > limits.maxBytes ? { code: 'oversize', error } : undefined;
  });
};
