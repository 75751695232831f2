/**
 * Every span attribute that may leave a process, declared before use. Upstream semantic conventions
 * first, our own prefix for the rest. The redacting processor drops every attribute that is not listed
 * here, so a value that an instrumentation adds by itself (a URL with a document's name in it, an
 * exception's message) is not exported until somebody has thought about it.
 */
export const attributes = {
  rowId: 'rollcall.row.id',
  runId: 'rollcall.run.id',
  epoch: 'rollcall.row.epoch',
  hop: 'rollcall.hop',
  attempt: 'rollcall.hop.attempt',
  queueWaitMs: 'rollcall.queue_wait_ms',
  /** How long a job that was taken stood in line for the pool, in milliseconds. */
  lineWaitMs: 'rollcall.line_wait_ms',
  outcome: 'rollcall.outcome',
  next: 'rollcall.next_hop',
  passages: 'rollcall.passages',
  /** `bm25` or `hybrid`, and the code of what kept vectors out of it. */
  rankingMode: 'rollcall.ranking.mode',
  rankingDegraded: 'rollcall.ranking.degraded',
  redactions: 'rollcall.redactions',
  /** A back-end of the redactor, the texts that it was asked about, and how many findings it had in them. */
  backend: 'rollcall.backend',
  backendTexts: 'rollcall.backend.texts',
  backendFindings: 'rollcall.backend.findings',
  /** Placeholders of an answer that no value belongs to: the model made them up. */
  unknownPlaceholders: 'rollcall.placeholders.unknown',
  evidenceScore: 'rollcall.evidence.score',
  groundedScore: 'rollcall.grounded.score',
  claims: 'rollcall.claims',
  /** A verifier that should have been asked could not be. */
  verdictDegraded: 'rollcall.verdict.degraded',
  /** What the treatment made of the verdict: see `verdictAction` in libs/pipeline. */
  verdictAction: 'rollcall.verdict.action',
  errorClass: 'rollcall.error.class',
  /** The place in the code that kept a connection for too long, as `path:line`. */
  leakSite: 'rollcall.leak.site',
  /** The dependency whose open breaker refused the call at once. */
  breaker: 'rollcall.breaker',
} as const;

/** Attributes of published conventions that carry no user's text. */
const upstream = [
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'server.address',
  'server.port',
  'network.peer.address',
  'network.peer.port',
  'network.protocol.version',
  'db.system.name',
  'db.namespace',
  'db.query.summary',
  'db.response.status_code',
  'db.operation.batch.size',
  'db.response.returned_rows',
  'messaging.system',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.destination.name',
  'messaging.message.id',
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.request.max_tokens',
  'gen_ai.request.temperature',
  'gen_ai.request.top_p',
  'gen_ai.request.seed',
  'gen_ai.request.stream',
  'gen_ai.response.model',
  'gen_ai.response.id',
  'gen_ai.response.finish_reasons',
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
] as const;

/** The allow-list of the redacting processor. */
export const exported: ReadonlySet<string> = new Set<string>([...Object.values(attributes), ...upstream]);
