-- Tenants and their keys. The tenant `default` serves the loopback without keys.
CREATE TABLE rollcall.tenants (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name       text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO rollcall.tenants (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'default');

CREATE TABLE rollcall.api_keys (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id  uuid NOT NULL REFERENCES rollcall.tenants,
  name       text NOT NULL,
  hash       bytea NOT NULL UNIQUE, -- SHA-256 of a key with 256 random bits; the key itself is shown once
  prefix     text NOT NULL,         -- the first characters, to tell keys apart in a listing
  scopes     text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- One run: how many documents were called, so that completeness never depends on the rows that happen to exist.
CREATE TABLE rollcall.runs (
  id               uuid PRIMARY KEY,
  tenant_id        uuid NOT NULL REFERENCES rollcall.tenants,
  dataset          text NOT NULL,
  dataset_sha256   text NOT NULL,
  documents        int  NOT NULL CHECK (documents > 0),
  collection       text,
  settings         jsonb NOT NULL DEFAULT '{}',
  work_deadline_ms int  NOT NULL,
  opened_at        timestamptz NOT NULL DEFAULT now(),
  enqueuing_at     timestamptz NOT NULL DEFAULT now(), -- heartbeat of whoever is still adding jobs
  cancelled_at     timestamptz
);

-- The ledger: one row a document.
CREATE TABLE rollcall.rows (
  id              uuid PRIMARY KEY,
  tenant_id       uuid NOT NULL REFERENCES rollcall.tenants,
  run_id          uuid REFERENCES rollcall.runs,
  document_id     text,
  epoch           int  NOT NULL DEFAULT 1,
  reconciled      int  NOT NULL DEFAULT 0, -- times the sweep put it back; at most two
  request         jsonb NOT NULL,
  collection      text,
  status          text NOT NULL DEFAULT 'open'
                  CHECK (status IN ('open', 'answered', 'abstained', 'failed', 'lost')),
  hop             text, -- the last hop that is known to have begun
  attempts        int  NOT NULL DEFAULT 0,
  model_calls     int  NOT NULL DEFAULT 0,
  failure_code    text,
  failure_message text,
  failure_hop     text,
  failure_details jsonb,
  abstained_by    text,
  answer          text,
  masked_prompt   jsonb,
  evidence        jsonb,
  verdict         jsonb,
  citations       jsonb,
  redactions      jsonb,
  timings         jsonb,
  model           text,
  finish_reason   text,
  prompt_tokens     int,
  completion_tokens int,
  ttft_ms         double precision,
  trace_id        text,
  traceparent     text,
  idempotency_key text,
  request_sha256  text,
  deadline_ms     int NOT NULL, -- allowed time: from opening for a request, from the first hop for a row of a run
  opened_at       timestamptz NOT NULL DEFAULT now(),
  touched_at      timestamptz NOT NULL DEFAULT now(),
  deadline_at     timestamptz,
  closed_at       timestamptz,
  CHECK ((status = 'open') = (closed_at IS NULL)),
  CHECK ((status IN ('failed', 'lost')) = (failure_code IS NOT NULL))
);
CREATE INDEX rows_run ON rollcall.rows (run_id, status);
CREATE UNIQUE INDEX rows_run_document ON rollcall.rows (run_id, document_id) WHERE run_id IS NOT NULL;
CREATE INDEX rows_open ON rollcall.rows (touched_at) WHERE closed_at IS NULL;
CREATE INDEX rows_trace ON rollcall.rows (trace_id);
CREATE INDEX rows_tenant ON rollcall.rows (tenant_id, opened_at DESC);
CREATE UNIQUE INDEX rows_idempotency ON rollcall.rows (tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- What happened to a row besides its one close: earlier outcomes that were opened again, closes that came late.
CREATE TABLE rollcall.row_attempts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  row_id      uuid NOT NULL REFERENCES rollcall.rows ON DELETE CASCADE,
  epoch       int  NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('reopened', 'reconciled', 'late_close')),
  status      text,
  failure_code text,
  hop         text,
  model_calls int NOT NULL DEFAULT 0,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX row_attempts_row ON rollcall.row_attempts (row_id);

-- Expected answers and planted values; only the benchmark reads them.
CREATE TABLE rollcall.run_expectations (
  row_id     uuid PRIMARY KEY REFERENCES rollcall.rows ON DELETE CASCADE,
  run_id     uuid NOT NULL REFERENCES rollcall.runs,
  answers    jsonb NOT NULL,
  answerable boolean NOT NULL,
  planted    jsonb NOT NULL
);
CREATE INDEX run_expectations_run ON rollcall.run_expectations (run_id);

-- Masked values of a document, encrypted; the redactor writes, the gateway opens.
CREATE TABLE rollcall.vault (
  row_id     uuid NOT NULL,
  epoch      int  NOT NULL,
  tenant_id  uuid NOT NULL,
  key_id     text NOT NULL,
  nonce      bytea NOT NULL,
  ciphertext bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (row_id, epoch)
);
CREATE INDEX vault_expiry ON rollcall.vault (expires_at);

-- Spans for the console and `rollcall trace`, with bounded retention.
CREATE TABLE rollcall.spans (
  trace_id    text NOT NULL,
  span_id     text NOT NULL,
  parent_id   text,
  name        text NOT NULL,
  service     text NOT NULL,
  kind        int  NOT NULL,
  start_ns    bigint NOT NULL,
  end_ns      bigint NOT NULL,
  status      int  NOT NULL,
  attributes  jsonb NOT NULL,
  links       jsonb,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (trace_id, span_id)
);
CREATE INDEX spans_received ON rollcall.spans (received_at);
