-- What a run may spend on its judge, as it was said when a call was last booked: a report tells what is left.
ALTER TABLE rollcall.runs
  ADD COLUMN judge_most_calls  int,
  ADD COLUMN judge_most_tokens bigint;
