-- Why a run was ended before its rows were: by a rule of the command that carried it out (docs/running-a-benchmark.md).
-- Both are empty again once the run is resumed or replayed; `cancelled_at` says the same for `rollcall cancel`.
ALTER TABLE rollcall.runs
  ADD COLUMN stopped_at  timestamptz,
  ADD COLUMN stop_reason jsonb;
