-- What becomes of answers that the sources do not bear out is the operator's policy for a collection: the least that
-- a request gets. None: what the request asks for.
ALTER TABLE rollcall.collections ADD COLUMN grounding text
  CHECK (grounding IN ('off', 'annotate', 'retry', 'remove', 'block'));

-- What a run has booked for its judge; see docs/verifiers.md.
ALTER TABLE rollcall.runs
  ADD COLUMN judge_calls  int    NOT NULL DEFAULT 0,
  ADD COLUMN judge_tokens bigint NOT NULL DEFAULT 0;
