-- Collections carry the operator's policy; a request cannot change it.
CREATE TABLE rollcall.collections (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id  uuid NOT NULL REFERENCES rollcall.tenants,
  name       text NOT NULL,
  language   regconfig NOT NULL DEFAULT 'english',
  redaction  text NOT NULL DEFAULT 'mask' CHECK (redaction IN ('mask', 'off')),
  abstain    boolean NOT NULL DEFAULT false,
  version    bigint NOT NULL DEFAULT 0, -- raised by every change of its documents
  documents  bigint NOT NULL DEFAULT 0,
  passages   bigint NOT NULL DEFAULT 0,
  lexemes    bigint NOT NULL DEFAULT 0, -- sum of passage lengths, for BM25's average
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, name)
);

CREATE TABLE rollcall.documents (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the surrogate: the name a user gave may be personal data
  collection_id uuid NOT NULL REFERENCES rollcall.collections ON DELETE CASCADE,
  external_id   text NOT NULL,
  title         text,
  metadata      jsonb NOT NULL DEFAULT '{}',
  sha256        bytea NOT NULL,
  updated_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (collection_id, external_id)
);

-- `start` and `stop` are UTF-16 offsets of the passage in its document's text.
CREATE TABLE rollcall.passages (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id   uuid NOT NULL REFERENCES rollcall.documents ON DELETE CASCADE,
  collection_id uuid NOT NULL REFERENCES rollcall.collections ON DELETE CASCADE,
  ordinal       int  NOT NULL,
  start         int  NOT NULL,
  stop          int  NOT NULL,
  text          text NOT NULL,
  lexemes       int  NOT NULL, -- length in lexemes
  UNIQUE (document_id, ordinal)
);
CREATE INDEX passages_collection ON rollcall.passages (collection_id);

-- BM25, simple form: a row a posting. `tf` is the lexeme's count in the text plus twice its count in the title;
-- `passage_lexemes` repeats the passage's length, so that ranking reads this index alone.
-- No foreign keys: they are checked row by row, which doubles the time of an ingestion. Whoever deletes
-- passages deletes their postings in the same statement.
CREATE TABLE rollcall.postings (
  collection_id   uuid NOT NULL,
  lexeme          text NOT NULL,
  passage_id      uuid NOT NULL,
  tf              int  NOT NULL,
  passage_lexemes int  NOT NULL,
  PRIMARY KEY (collection_id, lexeme, passage_id) INCLUDE (tf, passage_lexemes)
);
CREATE INDEX postings_passage ON rollcall.postings (passage_id);
