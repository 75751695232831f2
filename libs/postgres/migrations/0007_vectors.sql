-- Hybrid search (docs/hybrid-search.md): whether a collection's passages may be embedded is the operator's policy.
-- `masked`: the endpoint sees what the redactor leaves of a text; `trusted`: the text itself, where the retriever's
-- settings trust the endpoint too.
ALTER TABLE rollcall.collections
  ADD COLUMN embeddings text NOT NULL DEFAULT 'off' CHECK (embeddings IN ('off', 'masked', 'trusted'));

-- One way in which a collection's passages were embedded: vectors of different sets are never compared. The one
-- that was declared last is current; vectors of the others are replaced.
CREATE TABLE rollcall.vector_sets (
  id               int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  collection_id    uuid NOT NULL REFERENCES rollcall.collections ON DELETE CASCADE,
  model            text NOT NULL,
  asked_dimensions int  NOT NULL,             -- what the endpoint is asked for; 0 for the model's own
  prefix           text NOT NULL,             -- put before each passage, as some models want it
  masked           boolean NOT NULL,
  dimensions       int,                       -- what the endpoint's first answer had
  version          bigint NOT NULL DEFAULT 0, -- raised by every batch that is written
  declared_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  leased_until     timestamptz NOT NULL DEFAULT '-infinity', -- one retriever at a time works on it
  UNIQUE (collection_id, model, asked_dimensions, prefix, masked)
);

-- One vector a passage: float32, little-endian, of length one. The keys to passages and sets are checked, unlike
-- those of the search index: an endpoint's answer takes longer than the check, and what was made of a text must
-- never outlive it.
CREATE TABLE rollcall.vectors (
  passage_id uuid PRIMARY KEY REFERENCES rollcall.passages ON DELETE CASCADE,
  set_id     int NOT NULL REFERENCES rollcall.vector_sets ON DELETE CASCADE,
  version    bigint NOT NULL, -- of the set, when it was written
  vector     bytea            -- NULL where the endpoint rejected the text
);
ALTER TABLE rollcall.vectors ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX vectors_set ON rollcall.vectors (set_id, version);
