-- How a collection's text is masked, besides whether (libs/pipeline/src/redaction-policy.ts), and which version of it
-- masked a row. The version is raised by every change of either.
ALTER TABLE rollcall.collections
  ADD COLUMN redaction_policy  jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN redaction_version int   NOT NULL DEFAULT 1;
ALTER TABLE rollcall.rows ADD COLUMN redaction_version int;
