import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorBody, Failure, type FailureCode } from '@rollcall/failures';
import type { Metrics } from './metrics.ts';

/** Node's own refusals before there is a request (node:http, event `clientError`). */
const codeOf = (thrown: unknown): FailureCode => {
  const { code } = Object(thrown) as { code?: unknown };
  if (code === 'HPE_HEADER_OVERFLOW') return 'request.headers_too_large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request.timeout';
  return 'request.malformed';
};

/**
 * Answers what is no HTTP request, or one that never became whole, like every other failure: as JSON with a
 * code. Node's own answer has an empty body.
 */
export const answerClientErrors = (server: Server, metrics: Metrics): void => {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => answers.set(request.socket, response));
  server.on('clientError', (thrown: Error, socket: Duplex) => {
    const answer = answers.get(socket);
    const isAnswering = answer?.headersSent === true && !answer.writableEnded;
    // Nobody is left to read an answer, or one is under way already.
    if (!socket.writable || isAnswering || (thrown as { code?: string }).code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const failure = new Failure(codeOf(thrown), { cause: thrown });
    metrics.failures.inc({ code: failure.code, where: 'http' });
    const body = JSON.stringify(errorBody(failure, null));
    socket.end(
      [
        `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status] ?? ''}`,
        'content-type: application/json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
};
