-- A wall between tenants below the code (docs/decisions/0013): a statement sees the collections of the tenant that
-- its transaction names in `rollcall.tenant`, and what is in them. One that names none sees nothing. Nobody is let
-- past: FORCE holds the tables' owner, too, so that services which share its user stand behind the same wall.

-- Empty is what a setting becomes at the end of the transaction that set it.
CREATE FUNCTION rollcall.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('rollcall.tenant', true), '')::uuid;

-- Builds the wall around a table: around the rows of `tenant_id` where it has such a column, else around those of a
-- collection that can be seen. The sub-select is evaluated once a statement, the column's default fills itself.
CREATE PROCEDURE rollcall.wall(walled regclass) LANGUAGE plpgsql AS $wall$
DECLARE
  has_tenant boolean := EXISTS (
    SELECT FROM pg_catalog.pg_attribute WHERE attrelid = walled AND attname = 'tenant_id' AND NOT attisdropped
  );
BEGIN
  EXECUTE format('CREATE POLICY tenant ON %s USING (%s)', walled,
    CASE WHEN has_tenant THEN 'tenant_id = (SELECT rollcall.tenant())'
    ELSE 'EXISTS (SELECT FROM rollcall.collections c WHERE c.id = collection_id)' END);
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', walled);
END $wall$;

-- Documents and passages carry their tenant: a lookup checks it on each row, and by way of the collections that was
-- a third of its work. The key makes it the collection's own.
ALTER TABLE rollcall.collections ADD UNIQUE (id, tenant_id);
ALTER TABLE rollcall.documents ADD COLUMN tenant_id uuid DEFAULT rollcall.tenant();
ALTER TABLE rollcall.passages ADD COLUMN tenant_id uuid DEFAULT rollcall.tenant();
UPDATE rollcall.documents d SET tenant_id = c.tenant_id FROM rollcall.collections c WHERE c.id = d.collection_id;
UPDATE rollcall.passages p SET tenant_id = c.tenant_id FROM rollcall.collections c WHERE c.id = p.collection_id;
ALTER TABLE rollcall.documents
  ALTER COLUMN tenant_id SET NOT NULL,
  DROP CONSTRAINT documents_collection_id_fkey,
  ADD FOREIGN KEY (collection_id, tenant_id) REFERENCES rollcall.collections (id, tenant_id) ON DELETE CASCADE;
ALTER TABLE rollcall.passages
  ALTER COLUMN tenant_id SET NOT NULL,
  DROP CONSTRAINT passages_collection_id_fkey,
  ADD FOREIGN KEY (collection_id, tenant_id) REFERENCES rollcall.collections (id, tenant_id) ON DELETE CASCADE;

CALL rollcall.wall('rollcall.collections');
CALL rollcall.wall('rollcall.documents');
CALL rollcall.wall('rollcall.passages');
CALL rollcall.wall('rollcall.postings');
CALL rollcall.wall('rollcall.vocabulary');
CALL rollcall.wall('rollcall.segments');
CALL rollcall.wall('rollcall.posting_blocks');
CALL rollcall.wall('rollcall.tombstones');

-- What hops do to their row (libs/ledger/src/advance.ts), so that retriever and redactor need no right on the ledger:
-- they get the question of a row that they can name, and cannot list or count any. The first one commits without
-- waiting for the disk.
CREATE FUNCTION rollcall.advance(p_row uuid, p_epoch int, p_hop text)
RETURNS TABLE (tenant_id uuid, collection text, request jsonb, deadline_at float8)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $advance$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  RETURN QUERY UPDATE rollcall.rows AS r
    SET hop = p_hop, touched_at = now(),
        deadline_at = coalesce(r.deadline_at, now() + r.deadline_ms * interval '1 ms')
    WHERE r.id = p_row AND r.epoch = p_epoch AND r.status = 'open'
    RETURNING r.tenant_id, r.collection, r.request, (extract(epoch FROM r.deadline_at) * 1000)::float8;
END $advance$;

CREATE FUNCTION rollcall.live_row(p_row uuid, p_epoch int)
RETURNS TABLE (tenant_id uuid, collection text, request jsonb, deadline_at float8)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $live$
BEGIN
  RETURN QUERY SELECT r.tenant_id, r.collection, r.request, (extract(epoch FROM r.deadline_at) * 1000)::float8
    FROM rollcall.rows AS r WHERE r.id = p_row AND r.epoch = p_epoch AND r.status = 'open';
END $live$;

-- Filters on metadata (docs/retrieval-filters.md). Under the collection's id, so that a look into the index meets that
-- collection's documents only: `{"<collection>": {...}}` is what the paths of a condition begin with.
CREATE INDEX documents_metadata ON rollcall.documents
  USING gin ((jsonb_set('{}', ARRAY[collection_id::text], metadata)) jsonb_path_ops);

-- The documents of a collection that meet a condition, by way of that index. A wall lets no operator in front of it
-- that might tell what it has seen (`LEAKPROOF`), and that of jsonb might: behind the wall every document would be
-- read. So this one looks over it, with its owner's rights, and checks the tenant itself. (An owner who is no superuser
-- is held by the wall here, too: the same documents, found without the index.) Planned for each condition: a plan for
-- all of them reads a collection of average size from end to end, and the next one is not of average size. ROWS is low, so
-- that what is joined to the documents is looked up for each, instead of being read as a whole.
CREATE FUNCTION rollcall.documents_with(p_collection uuid, p_condition jsonpath) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $documents$
BEGIN
  RETURN QUERY SELECT d.id FROM rollcall.documents d
    WHERE d.collection_id = p_collection AND d.tenant_id = rollcall.tenant()
      AND jsonb_set('{}', ARRAY[d.collection_id::text], d.metadata) @@ p_condition;
END $documents$;

REVOKE EXECUTE ON FUNCTION rollcall.advance, rollcall.live_row, rollcall.documents_with FROM PUBLIC;
REVOKE EXECUTE ON PROCEDURE rollcall.wall FROM PUBLIC;
