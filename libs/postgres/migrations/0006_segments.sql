-- The search index (docs/retrieval-index.md): packed segments instead of a row a posting.
-- A passage without a `number` is not in it yet: the retriever indexes it before it answers from the collection.
-- `collections.lexemes`, `passages.lexemes` and `postings` serve replicas of the version before, until they are gone.

ALTER TABLE rollcall.collections
  ADD title_lexemes bigint NOT NULL DEFAULT 0, -- sums of the passages' lengths, for BM25F's averages
  ADD body_lexemes  bigint NOT NULL DEFAULT 0,
  ADD forms         int    NOT NULL DEFAULT 0, -- the last id given in `vocabulary`
  ADD numbers       bigint NOT NULL DEFAULT 0, -- the last number given to a passage
  ADD purged        bigint NOT NULL DEFAULT 0; -- the newest version of which a tombstone is gone

ALTER TABLE rollcall.passages
  ADD number        bigint, -- counts a collection's passages in the order of their writing; never given twice
  ADD title_lexemes int,
  ADD body_lexemes  int,
  ADD tokens        bytea,  -- which forms stand where (apps/retriever/src/index/token-stream.ts)
  ALTER lexemes SET DEFAULT 0;
CREATE UNIQUE INDEX passages_number ON rollcall.passages (collection_id, number);
CREATE INDEX passages_unnumbered ON rollcall.passages (collection_id) WHERE number IS NULL;
DROP INDEX rollcall.passages_collection;

-- A form is a lexeme together with a word that became it, as the configuration `simple` writes that word.
-- Ids count from 1 in each collection and stay; a lexeme goes by the id of its first form.
CREATE TABLE rollcall.vocabulary (
  collection_id uuid NOT NULL REFERENCES rollcall.collections ON DELETE CASCADE,
  lexeme        text COLLATE "C" NOT NULL,
  word          text COLLATE "C" NOT NULL,
  id            int NOT NULL,
  lexeme_id     int NOT NULL,
  PRIMARY KEY (collection_id, lexeme, word) INCLUDE (id, lexeme_id)
);
CREATE UNIQUE INDEX vocabulary_id ON rollcall.vocabulary (collection_id, id) INCLUDE (lexeme_id);

-- The passages with `first_number` <= number <= `last_number` that were there when it was written. Never changed:
-- a merge writes a new one in the place of several. The arrays have an entry a passage, by rising number.
CREATE TABLE rollcall.segments (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  collection_id uuid NOT NULL REFERENCES rollcall.collections ON DELETE CASCADE,
  first_number  bigint NOT NULL,
  last_number   bigint NOT NULL,
  passages      int NOT NULL,
  lexemes       int NOT NULL, -- different ones
  postings      int NOT NULL,
  token_bytes   bigint NOT NULL,
  numbers       bigint[] NOT NULL,
  ties          bigint[] NOT NULL, -- 48 bits of the SHA-256 of the document's external id: the order of equal scores
  lengths       int[] NOT NULL -- the title's length in lexemes * 65536 + the body's
);
CREATE INDEX segments_collection ON rollcall.segments (collection_id, last_number);

-- The postings of some lexemes of a segment. Lexeme `lexemes[i]` has the postings `ends[i - 1] + 1` to `ends[i]`, each
-- place in the segment (from 0) * 16384 + count in the title * 256 + count in the body.
CREATE TABLE rollcall.posting_blocks (
  segment_id    bigint NOT NULL REFERENCES rollcall.segments ON DELETE CASCADE,
  first_lexeme  int NOT NULL,
  collection_id uuid NOT NULL,
  size          int NOT NULL, -- postings
  lexemes       int[] NOT NULL,
  ends          int[] NOT NULL,
  postings      int[] NOT NULL,
  PRIMARY KEY (segment_id, first_lexeme)
);

-- Passages that are gone, but still in a segment; `version` is the collection's from which on they are.
CREATE TABLE rollcall.tombstones (
  collection_id uuid NOT NULL REFERENCES rollcall.collections ON DELETE CASCADE,
  number        bigint NOT NULL,
  version       bigint NOT NULL,
  deleted_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (collection_id, number)
);
