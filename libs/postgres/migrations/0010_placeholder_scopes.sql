-- Placeholders that are the same in several documents: those of a conversation or of a run. A value stands here as its
-- HMAC under a key of the scope's own, so that equal values meet and nobody can read or guess them.
CREATE TABLE rollcall.placeholder_scopes (
  id         bytea PRIMARY KEY, -- SHA-256 of tenant, kind and the caller's name for it
  tenant_id  uuid  NOT NULL,
  key_id     text  NOT NULL,    -- of the vault's key that the scope's key is made from
  last       jsonb NOT NULL DEFAULT '{}', -- by type: the number that was handed out last
  expires_at timestamptz NOT NULL
);
CREATE INDEX placeholder_scopes_expiry ON rollcall.placeholder_scopes (expires_at);
CREATE INDEX placeholder_scopes_tenant ON rollcall.placeholder_scopes (tenant_id);
CREATE TABLE rollcall.placeholders (
  scope  bytea NOT NULL REFERENCES rollcall.placeholder_scopes ON DELETE CASCADE,
  digest bytea NOT NULL,
  number int   NOT NULL,
  PRIMARY KEY (scope, digest)
);
