-- Whether passages that bring nothing to a question leave the prompt is the operator's policy, beside `abstain`.
ALTER TABLE rollcall.collections ADD COLUMN drop_unhelpful boolean NOT NULL DEFAULT false;
