-- What a vault entry belongs to, so that it can be deleted by it: the collection's name at the time of masking, and the
-- surrogate ids of the documents whose passages were masked with it.
ALTER TABLE rollcall.vault
  ADD COLUMN collection text,
  ADD COLUMN documents  uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX vault_collection ON rollcall.vault (tenant_id, collection);
CREATE INDEX vault_documents ON rollcall.vault USING gin (documents);
CREATE INDEX vault_key ON rollcall.vault (key_id);
