/**
 * Every way in which Rollcall can refuse or fail, in one list. The same code stands in the row, the
 * span's `error.type`, the log line, the metric and the HTTP answer; `docs/errors.md` is generated
 * from this file. Messages are fixed texts: they never carry a value from a request, a document, a
 * query or another system's error text, because those may be personal data.
 *
 * `status` is the HTTP status of an answer that carries the code. `retryable` says whether the same
 * request may succeed later without being changed; a hop retries such a failure by its queue's policy.
 */
export type CatalogueEntry = {
  status: number;
  retryable: boolean;
  message: string;
  /** What the reader can do about it. */
  remedy: string;
};

const entry = (status: number, retryable: boolean, message: string, remedy: string): CatalogueEntry => ({
  status,
  retryable,
  message,
  remedy,
});

export const catalogue = {
  'request.invalid': entry(
    400,
    false,
    'The request does not have the expected shape.',
    'Correct the fields named in `details`.',
  ),
  'request.unsupported_field': entry(
    400,
    false,
    'The request has a field that cannot be honoured.',
    'Remove the field named in `details.field`.',
  ),
  'request.too_large': entry(413, false, 'The request body is over the limit.', 'Send less at once.'),
  'request.not_json': entry(400, false, 'The request body is not valid JSON.', 'Send valid JSON in UTF-8.'),
  'request.media_type': entry(
    415,
    false,
    'The request body is of a media type that is not read here.',
    'Send the type named in `details.expected`.',
  ),
  'request.incomplete': entry(
    400,
    true,
    'The request body ended before it was whole.',
    'Send it again; look for a proxy or a client that cuts it off.',
  ),
  'request.malformed': entry(
    400,
    false,
    'The request is not valid HTTP.',
    'Look at the client, or a proxy before the service.',
  ),
  'request.headers_too_large': entry(
    431,
    false,
    'The request headers are over the limit.',
    'Send fewer or shorter headers; all together have 16 KiB.',
  ),
  'request.timeout': entry(
    408,
    true,
    'The request did not arrive in time.',
    'Send it again; its headers have 10 s, its body 5 minutes.',
  ),
  'request.not_found': entry(404, false, 'There is nothing at this path.', 'Check the path and the method.'),
  'request.idempotency_conflict': entry(
    409,
    false,
    'This Idempotency-Key was used with another request body.',
    'Use a new key for a new request.',
  ),
  'access.key_required': entry(
    401,
    false,
    'A key is required.',
    'Send `Authorization: Bearer <key>`; `rollcall key create` makes one.',
  ),
  'access.key_invalid': entry(
    401,
    false,
    'The key is unknown, revoked or expired.',
    'Use a current key of your tenant.',
  ),
  'access.scope': entry(
    403,
    false,
    'The key may not do this.',
    'Use a key with the scope named in `details.scope`.',
  ),
  'access.service_token': entry(
    401,
    false,
    'This call is for other services of the stack only.',
    'Set the same ROLLCALL_SERVICE_TOKEN on both services.',
  ),
  'row.not_found': entry(
    404,
    false,
    'There is no such row.',
    'Check the id, and that the key is of the tenant that the row belongs to.',
  ),
  'run.not_found': entry(
    404,
    false,
    'There is no such run.',
    'The console and `GET /v1/runs` list the runs; the command also takes `latest`.',
  ),
  'document.not_found': entry(
    404,
    false,
    'There is no such document.',
    'Check the document id and the collection.',
  ),
  'document.invalid': entry(
    400,
    false,
    'The document does not have the expected shape.',
    'A document is `{id, title?, text, metadata?}`.',
  ),
  'document.too_large': entry(413, false, 'The document is over the limit.', 'Split the document.'),
  'collection.not_found': entry(
    404,
    false,
    'There is no such collection.',
    'Ingest documents into it first: `rollcall ingest <path> --collection <name>`.',
  ),
  'collection.language_fixed': entry(
    409,
    false,
    'The language of a collection that has documents cannot be changed.',
    'Ingest the documents into a new collection of the other language.',
  ),
  'dataset.not_found': entry(
    404,
    false,
    'The dataset cannot be read.',
    'Check the path and its permissions.',
  ),
  'dataset.empty': entry(400, false, 'The dataset has no documents.', 'Check the file and --limit.'),
  'dataset.invalid': entry(
    400,
    false,
    'A line of the dataset does not have the expected shape.',
    'See `details.line`, `details.field` and `details.rule`; docs/running-a-benchmark.md, docs/retrieval.md and docs/measuring-redaction.md show the forms.',
  ),
  'ingest.refused': entry(
    502,
    false,
    'The gateway refused the documents.',
    'See `details.status`; the key needs the scope `documents`.',
  ),
  'ingest.format_unknown': entry(
    400,
    false,
    'The format of what is to be ingested cannot be told from its name.',
    'Name it: `--format jsonl|json|csv|text|markdown|beir`.',
  ),
  'ingest.unreadable': entry(
    400,
    false,
    'What is to be ingested cannot be read as its format demands.',
    'See `details.rule`, and `details.line` where there is one; `--format` reads it as another format.',
  ),
  'ingest.column_missing': entry(
    400,
    false,
    'The CSV file has no column of this name.',
    'Name the column that has it with the option in `details.option`.',
  ),
  'stack.not_running': entry(
    503,
    false,
    'No stack is running here.',
    'Start one with `rollcall up --detach`, or name one by DATABASE_URL.',
  ),
  'stack.other_database': entry(
    409,
    false,
    'The running stack uses another database than DATABASE_URL names.',
    '`rollcall down` first, or unset DATABASE_URL to work on the stack.',
  ),
  'stack.other_queue': entry(
    409,
    false,
    'The running stack uses another queue than QUEUE_URL names.',
    '`rollcall down` first, then start it with this QUEUE_URL.',
  ),
  'stack.other_model': entry(
    409,
    false,
    'The running stack calls another model endpoint than --base-url names.',
    '`rollcall down` first; `rollcall run` then starts a stack with this endpoint.',
  ),
  'storm.real_model': entry(
    409,
    false,
    'The running stack calls another model than the small one; a storm of paid calls is no rehearsal.',
    '`rollcall down` first: `rollcall storm` then starts a stack with the small model.',
  ),
  'report.unwritable': entry(
    500,
    true,
    'The files of the report cannot be written.',
    'The rows are safe: free disk space or choose another `--out`, then `rollcall report <run>`.',
  ),
  'trace.not_found': entry(
    404,
    false,
    'No span of this row was kept.',
    'Traces are kept for a bounded time, and only while the console runs.',
  ),
  'key.not_found': entry(
    404,
    false,
    'There is no valid key of this id or prefix.',
    'See `rollcall key list`.',
  ),
  'config.invalid': entry(
    500,
    false,
    'The configuration is not valid.',
    'Correct the settings named in `details`.',
  ),
  'deadline.exceeded': entry(
    504,
    true,
    'The document was not finished before its deadline.',
    'Look at `details.hop` for where it stood; allow more time, or more workers there.',
  ),
  'queue.unavailable': entry(
    503,
    true,
    'The job queue cannot be reached.',
    'Check the server that QUEUE_URL names.',
  ),
  'queue.access': entry(
    503,
    false,
    'The job queue’s server refuses this service.',
    'Check user, password and rights in QUEUE_URL; `details.cause` says which part was refused.',
  ),
  'queue.out_of_memory': entry(
    503,
    true,
    'The job queue’s server is out of memory.',
    'Raise Redis’ `maxmemory` (with `noeviction`), or Postgres’ memory; look for jobs that nobody consumes.',
  ),
  'queue.cannot_persist': entry(
    503,
    true,
    'The job queue’s server cannot write to its disk.',
    'Free disk space, and see the server’s log.',
  ),
  'queue.read_only': entry(
    503,
    true,
    'The job queue’s server is a read-only replica.',
    'QUEUE_URL must name the primary; after a failover it may take a moment.',
  ),
  'queue.lock_lost': entry(
    503,
    true,
    'The worker lost the lock of its job.',
    'The process was blocked or cut off for longer than the lock lasts; see its event-loop lag.',
  ),
  'job.invalid': entry(
    500,
    false,
    'A job payload does not have the expected shape.',
    'A stage of another build put it there; see docs/adding-a-stage.md on versions.',
  ),
  'job.too_large': entry(
    413,
    false,
    'A job payload is over the limit of 4 MiB.',
    'Ask for fewer passages (`k`), or ingest shorter ones.',
  ),
  'row.lost': entry(
    500,
    true,
    'The row had no job in any queue, and putting it back did not help.',
    '`rollcall resume <run>` opens it again.',
  ),
  'run.other_model': entry(
    409,
    false,
    'The run asked another model endpoint than this stack calls.',
    'Resume it with the `--base-url` that `details.endpoint` names.',
  ),
  'run.not_rehearsed': entry(
    409,
    false,
    'No storm of this configuration has passed; a run against this model may cost money.',
    'Rehearse with `details.rehearse`, or say `--no-rehearsal`.',
  ),
  'run.stopped': entry(
    503,
    true,
    'A stop rule ended the run before this document was finished.',
    '`rollcall report <run>` says which rule; `rollcall resume <run>` opens it again.',
  ),
  'run.cancelled': entry(
    409,
    true,
    'The run was cancelled before this document was finished.',
    '`rollcall resume <run>` opens it again.',
  ),
  'run.no_progress': entry(
    504,
    true,
    'The run made no progress for too long.',
    'Check that every service is up: `rollcall status`.',
  ),
  'postgres.unavailable': entry(
    503,
    true,
    'Postgres cannot be reached.',
    'Check the server that DATABASE_URL names.',
  ),
  'postgres.pool_exhausted': entry(
    503,
    true,
    'No pooled connection became free in time.',
    'See docs/connection-budget.md; look for slow queries or a leak.',
  ),
  'postgres.too_many_connections': entry(
    503,
    true,
    'Postgres refuses more connections.',
    'The sum of all pools is over the budget; look for a leak.',
  ),
  'postgres.access': entry(
    503,
    false,
    'Postgres refuses this role.',
    'Check user and password in DATABASE_URL, and the server’s pg_hba.conf.',
  ),
  'postgres.privilege': entry(
    503,
    false,
    'The role lacks a right that the query needs.',
    'Run `rollcall migrate` as the owner; it grants each service its rights.',
  ),
  'postgres.no_database': entry(
    503,
    false,
    'There is no such database on the server.',
    'Create the database that DATABASE_URL names, then run `rollcall migrate`.',
  ),
  'postgres.tls': entry(
    503,
    false,
    'Postgres and this service cannot agree on an encrypted connection.',
    'Check `sslmode` in DATABASE_URL and the server’s certificate; `details.errno` names the check that failed.',
  ),
  'postgres.disk_full': entry(503, true, 'Postgres’ disk is full.', 'Free disk space on the server.'),
  'postgres.out_of_memory': entry(
    503,
    true,
    'Postgres is out of memory.',
    'Lower `work_mem` or the number of connections; see the server’s log.',
  ),
  'postgres.limit': entry(
    503,
    true,
    'A query reached a limit of the Postgres server.',
    'See `details.sqlstate`: 53400 is a configured limit such as `temp_file_limit`.',
  ),
  'postgres.read_only': entry(
    503,
    true,
    'Postgres takes no writes here.',
    'DATABASE_URL must name the primary; after a failover it may take a moment.',
  ),
  'postgres.server_error': entry(
    503,
    true,
    'Postgres failed on its own side.',
    'See the server’s log: an I/O error, damaged data or a defect of the server.',
  ),
  'postgres.pooler': entry(
    503,
    false,
    'A pooler between this process and Postgres does not carry what is asked of it.',
    'Set DATABASE_POOLER for the services; give the queue and migrations a direct URL. See docs/connection-budget.md.',
  ),
  'postgres.timeout': entry(
    503,
    true,
    'A query ran past its time limit.',
    'Look for locks and missing indexes.',
  ),
  'postgres.conflict': entry(
    503,
    true,
    'Postgres ended the transaction in favour of another one.',
    'It is retried; if it stays, look for lock order.',
  ),
  'postgres.constraint': entry(
    409,
    false,
    'The data breaks a rule of the schema.',
    'See `details.constraint`.',
  ),
  'postgres.value': entry(
    400,
    false,
    'Postgres cannot store or use a value as it is.',
    'See `details.sqlstate`; text must be UTF-8 without NUL, and not too long for an index.',
  ),
  'postgres.statement_stale': entry(
    503,
    true,
    'A prepared statement no longer fits the schema.',
    'It is prepared anew on another connection; if it stays, restart the service.',
  ),
  'postgres.query': entry(
    500,
    false,
    'Postgres rejected a query.',
    'A defect: see `details.sqlstate` and the span.',
  ),
  'postgres.schema_old': entry(
    503,
    true,
    'The database schema is older than this service.',
    'Run `rollcall migrate`.',
  ),
  'budget.roles_denied': entry(
    403,
    false,
    'The database user may not create roles.',
    'Run `rollcall migrate` as a user with CREATEROLE, or let the services share one role.',
  ),
  'budget.exceeded': entry(
    503,
    false,
    'The connections that the fleet may open do not fit into Postgres.',
    '`rollcall budget` shows who may open how many; see docs/connection-budget.md.',
  ),
  'budget.no_plan': entry(
    404,
    false,
    'There is no connection budget in this database.',
    '`rollcall migrate` writes one with the roles; see docs/connection-budget.md.',
  ),
  'budget.no_slot': entry(
    503,
    false,
    'Every slot of this service is taken: this is a replica too many.',
    'Raise `replicas` or `surge` in the plan, or start fewer; see docs/connection-budget.md.',
  ),
  'budget.slot_lost': entry(
    503,
    true,
    'Another replica has taken the connection slot of this one.',
    'Give each replica a ROLLCALL_REPLICA of its own; see docs/connection-budget.md.',
  ),
  'retrieve.failed': entry(500, false, 'Looking up passages failed.', 'See the log line with this trace id.'),
  'redact.failed': entry(
    500,
    false,
    'Masking personal data failed; nothing was passed on.',
    'See the log line with this trace id.',
  ),
  'redact.policy_invalid': entry(
    409,
    false,
    'The collection’s masking policy names types that this redactor does not know.',
    'Correct the types in `details.entities`: `rollcall policy <collection>`, or PUT /v1/collections/{name}.',
  ),
  'redact.unsupported_language': entry(
    400,
    false,
    'The redactor does not know this language.',
    'Use one of `details.languages`.',
  ),
  'redact.unsupported_operator': entry(
    400,
    false,
    'The anonymizer does not know this operator, or its parameters are incomplete.',
    'See `details.operator`.',
  ),
  'redact.analyzer_refused': entry(
    502,
    false,
    'The analyzer did not answer as Presidio’s API does.',
    'Check the address, and that it is a Presidio-compatible analyzer that takes English; `details.status` is its answer’s.',
  ),
  'ground.failed': entry(500, false, 'Checking the evidence failed.', 'See the log line with this trace id.'),
  'verify.failed': entry(500, false, 'Verifying the answer failed.', 'See the log line with this trace id.'),
  'settle.vault_missing': entry(
    500,
    false,
    'The masked values of this row are not in the vault.',
    'They expired or were deleted; run the document again.',
  ),
  'settle.vault_unreadable': entry(
    500,
    false,
    'The masked values of this row cannot be decrypted.',
    'The gateway and the redactor need the same ROLLCALL_VAULT_KEY.',
  ),
  'settle.failed': entry(500, false, 'Closing the row failed.', 'See the log line with this trace id.'),
  'model.unavailable': entry(
    502,
    true,
    'The model endpoint cannot be reached.',
    'Check MODEL_BASE_URL and that the model is up.',
  ),
  'model.timeout': entry(
    504,
    true,
    'The model did not answer in time.',
    'Allow more time, or fewer requests at once.',
  ),
  'model.rate_limited': entry(
    429,
    true,
    'The model endpoint refuses more requests for now.',
    'The queue waits by itself; lower --concurrency to avoid it.',
  ),
  'model.quota': entry(
    502,
    false,
    'The model endpoint’s account has no quota left.',
    'Add credit or raise the limit there, then resume the run.',
  ),
  'model.rejected': entry(
    502,
    false,
    'The model endpoint rejected the request.',
    'See `details.upstreamStatus`; check the model name and the parameters.',
  ),
  'model.prompt_too_long': entry(
    502,
    false,
    'The prompt is longer than the model takes.',
    'Lower PROMPT_TOKENS or `k`, or use a model with a longer context.',
  ),
  'model.access': entry(502, false, 'The model endpoint refuses the key.', 'Check MODEL_API_KEY.'),
  'model.not_found': entry(502, false, 'The model endpoint does not know the model.', 'Check --model.'),
  'model.server_error': entry(502, true, 'The model endpoint failed.', 'See the model server’s log.'),
  'model.empty_response': entry(
    502,
    true,
    'The model endpoint answered with an empty body.',
    'The model server is broken or overloaded.',
  ),
  'model.bad_response': entry(
    502,
    true,
    'The model endpoint’s answer does not have the expected shape.',
    'The address may not be an OpenAI-compatible endpoint.',
  ),
  'model.empty_answer': entry(
    502,
    true,
    'The model returned no text.',
    'See the finish reason on the span; raise max_tokens.',
  ),
  'service.unavailable': entry(
    503,
    true,
    'Another service of the stack cannot be reached.',
    '`rollcall status` says which is down.',
  ),
  'service.timeout': entry(
    504,
    true,
    'Another service of the stack did not answer in time.',
    'See the log of the service that `details.service` names.',
  ),
  'service.wedged': entry(
    503,
    true,
    'Jobs wait, and the service has stopped taking them.',
    'Restart the process; its log and the trace of its last job say what it was doing.',
  ),
  'service.pool_starved': entry(
    503,
    true,
    'Every pooled connection is borrowed, and nobody has been served for too long.',
    'Look for a leak (`rollcall_postgres_leaks_total`) and for slow queries.',
  ),
  'service.draining': entry(
    503,
    true,
    'The service is shutting down.',
    'Try again; another replica answers.',
  ),
  'service.overloaded': entry(
    429,
    true,
    'The queue is deeper than it can serve in time.',
    'Wait for `Retry-After` seconds.',
  ),
  'stack.platform_unsupported': entry(
    501,
    false,
    'There is no embedded Postgres for this platform.',
    'Install again without `--omit=optional`, or set DATABASE_URL to a Postgres of your own.',
  ),
  'stack.postgres_unusable': entry(
    500,
    false,
    'The embedded Postgres cannot be used by this user on this machine.',
    'See `details.reason`; or set DATABASE_URL to a Postgres of your own.',
  ),
  'stack.postgres_failed': entry(
    500,
    true,
    'The embedded Postgres did not start.',
    'See `details.logTail`, and the log that `details.log` names.',
  ),
  'stack.data_version': entry(
    409,
    false,
    'The data folder was made by another major version of Postgres.',
    'Move the folder that `details.folder` names away to start afresh, or use the version that made it.',
  ),
  'stack.data_in_use': entry(
    409,
    true,
    'Another Postgres server is running on this data folder.',
    'Stop it first: `rollcall down`, or the process that `details.pid` names.',
  ),
  'stack.port_in_use': entry(
    409,
    true,
    'A port that the stack needs is taken.',
    'Free the port that `details.port` names, or choose another `--port-base`.',
  ),
  'stack.running': entry(409, true, 'The stack is already up.', 'Use it, or stop it first: `rollcall down`.'),
  'stack.folder_unusable': entry(
    500,
    false,
    'The folder for the state of the stack cannot be written.',
    'Give your user the right to write the folder that `details.folder` names.',
  ),
  'stack.file_invalid': entry(
    500,
    false,
    'A file of the stack cannot be read or does not have the expected shape.',
    'Delete the file that `details.file` names after stopping what still runs.',
  ),
  'stack.service_failed': entry(
    500,
    true,
    'A service of the stack ended or did not become ready in time.',
    'See `details.logTail`, and the log that `details.log` names.',
  ),
  'stack.interrupted': entry(499, true, 'Starting the stack was interrupted.', 'Start it again.'),
  'internal.unexpected': entry(
    500,
    false,
    'Something unexpected happened.',
    'A defect: report it with the trace id.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type FailureCode = keyof typeof catalogue;

export const failureCodes = Object.keys(catalogue) as FailureCode[];

/** True for a string that is a code of the catalogue. */
export const isFailureCode = (value: unknown): value is FailureCode =>
  typeof value === 'string' && Object.hasOwn(catalogue, value);
