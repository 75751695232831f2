-- Hybrid search (docs/hybrid-search.md): whether a collection's passages may be embedded is the operator's policy.
-- `masked`: the endpoint sees what the redactor leaves of a text; `trusted`: the text itself, where the retriever's
-- settings trust the endpoint too.
ALTER TABLE rollcall.collections
  ADD COLUMN embeddings text NOT NULL DEFAULT 'off' CHECK (embeddings IN ('off', 'masked', 'trusted'));

-- Where the retriever looks for passages to embed, of all tenants: ids, no names and no counts. It has no wall, and
-- nobody has rights on it: the two functions are the only way in.
CREATE TABLE rollcall.embedded_collections (
  collection_id uuid PRIMARY KEY REFERENCES rollcall.collections ON DELETE CASCADE,
  tenant_id     uuid NOT NULL
);

CREATE FUNCTION rollcall.list_embedded() RETURNS TABLE (tenant_id uuid, collection_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT e.tenant_id, e.collection_id FROM rollcall.embedded_collections e ORDER BY e.collection_id;
END;

-- Puts a collection of the tenant in whose scope it is called on the list, or takes it off.
CREATE FUNCTION rollcall.note_embedded(noted uuid, is_embedded boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $note$
BEGIN
  IF is_embedded THEN
    INSERT INTO rollcall.embedded_collections (collection_id, tenant_id)
    SELECT c.id, c.tenant_id FROM rollcall.collections c WHERE c.id = noted AND c.tenant_id = rollcall.tenant()
    ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM rollcall.embedded_collections e WHERE e.collection_id = noted AND e.tenant_id = rollcall.tenant();
  END IF;
END $note$;
REVOKE EXECUTE ON FUNCTION rollcall.list_embedded, rollcall.note_embedded FROM PUBLIC;

-- One way in which a collection's passages were embedded: vectors of different sets are never compared. The one
-- that was declared last is current; vectors of the others are replaced.
CREATE TABLE rollcall.vector_sets (
  id               int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id        uuid NOT NULL DEFAULT rollcall.tenant(),
  collection_id    uuid NOT NULL,
  model            text NOT NULL,
  asked_dimensions int  NOT NULL,             -- what the endpoint is asked for; 0 for the model's own
  prefix           text NOT NULL,             -- put before each passage, as some models want it
  masked           boolean NOT NULL,
  dimensions       int,                       -- what the endpoint's first answer had
  version          bigint NOT NULL DEFAULT 0, -- raised by every batch that is written
  indexed_version  bigint,                    -- up to which pgvector has the vectors, too
  declared_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  leased_until     timestamptz NOT NULL DEFAULT '-infinity', -- one retriever at a time works on it
  leased_by        text,
  UNIQUE (collection_id, model, asked_dimensions, prefix, masked),
  FOREIGN KEY (collection_id, tenant_id) REFERENCES rollcall.collections (id, tenant_id) ON DELETE CASCADE
);

-- One vector a passage: float32, little-endian, of length one. The keys to passages and sets are checked, unlike
-- those of the search index: an endpoint's answer takes longer than the check, and what was made of a text must
-- never outlive it.
CREATE TABLE rollcall.vectors (
  passage_id uuid PRIMARY KEY REFERENCES rollcall.passages ON DELETE CASCADE,
  tenant_id  uuid NOT NULL DEFAULT rollcall.tenant(),
  set_id     int NOT NULL REFERENCES rollcall.vector_sets ON DELETE CASCADE,
  version    bigint NOT NULL, -- of the set, when it was written
  vector     bytea            -- NULL where the endpoint rejected the text
);
ALTER TABLE rollcall.vectors ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX vectors_set ON rollcall.vectors (set_id, version, passage_id);

CALL rollcall.wall('rollcall.vector_sets');
CALL rollcall.wall('rollcall.vectors');

-- What follows serves where the extension pgvector is, and needs nothing of it before it is asked for. The vectors
-- stand there a second time, a partition a set: its index is made while it is empty, so that no build ever blocks.
-- The schema is its own because `up` and `migrate` withdraw and grant the rights on the tables of `rollcall`.
CREATE SCHEMA rollcall_pgvector;

-- Makes what hybrid search needs of pgvector, and lets the caller use it. Answers the extension's version, or NULL
-- where it is not installed, may not be created, or cannot filter while it scans (before 0.8).
CREATE FUNCTION rollcall.adopt_pgvector() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $adopt$
DECLARE
  installed text;
  place text;
BEGIN
  PERFORM pg_advisory_xact_lock(x'52435056'::int); -- `RCPV` in ASCII: replicas may start together
  IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') THEN
    IF NOT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN RETURN NULL; END IF;
    BEGIN
      CREATE EXTENSION vector WITH SCHEMA public;
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
      RETURN NULL;
    END;
  END IF;
  SELECT e.extversion, n.nspname INTO installed, place
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector';
  IF string_to_array(substring(installed FROM '^\d+\.\d+'), '.')::int[] < ARRAY[0, 8] THEN RETURN NULL; END IF;

  IF to_regclass('rollcall_pgvector.vectors') IS NULL THEN
    EXECUTE format($ddl$CREATE TABLE rollcall_pgvector.vectors (
      passage_id uuid NOT NULL REFERENCES rollcall.passages ON DELETE CASCADE,
      tenant_id  uuid NOT NULL DEFAULT rollcall.tenant(),
      set_id     int NOT NULL,
      embedding  %I.vector NOT NULL,
      PRIMARY KEY (passage_id, set_id)
    ) PARTITION BY LIST (set_id)$ddl$, place);
    CALL rollcall.wall('rollcall_pgvector.vectors');
    -- The plan is not left to statistics, which a new partition lacks: without a sort there is only the index. Few
    -- allowed passages are compared one by one, which is exact; for many the index is scanned until there are enough.
    EXECUTE format($ddl$
      CREATE FUNCTION rollcall_pgvector.nearest(
        wanted_set int, dimensions int, question text, most int, allowed uuid[]
      ) RETURNS TABLE (passage_id uuid, score float8) LANGUAGE plpgsql STABLE
      SET search_path = pg_catalog, %I, pg_temp SET enable_sort = off
      SET hnsw.ef_search = 200 SET hnsw.iterative_scan = 'strict_order' SET hnsw.max_scan_tuples = 100000
      AS $nearest$
      DECLARE
        source text := CASE WHEN cardinality(allowed) <= 5000 THEN
          '(SELECT * FROM rollcall_pgvector.vectors WHERE passage_id = ANY ($3) OFFSET 0)'
          ELSE 'rollcall_pgvector.vectors' END;
        condition text := CASE WHEN cardinality(allowed) > 5000 THEN 'AND v.passage_id = ANY ($3)' ELSE '' END;
      BEGIN
        RETURN QUERY EXECUTE format(
          'SELECT v.passage_id, 1 - (v.embedding::vector(%%1$s) <=> $1::vector) FROM %%3$s v
           WHERE v.set_id = %%2$s %%4$s ORDER BY v.embedding::vector(%%1$s) <=> $1::vector LIMIT $2',
          dimensions, wanted_set, source, condition)
        USING question, most, allowed;
      END $nearest$ $ddl$, place);
    -- With the place of the type on its path: the extension may stand in any schema.
    EXECUTE format($ddl$
      CREATE FUNCTION rollcall_pgvector.add(wanted_set int, ids uuid[], embeddings text[]) RETURNS void
      LANGUAGE sql SET search_path = pg_catalog, %I, pg_temp
      BEGIN ATOMIC
        INSERT INTO rollcall_pgvector.vectors (passage_id, set_id, embedding)
        SELECT g.id, wanted_set, g.embedding::%I.vector FROM unnest(ids, embeddings) AS g (id, embedding)
        ON CONFLICT (passage_id, set_id) DO UPDATE SET embedding = excluded.embedding;
      END $ddl$, place, place);
    REVOKE EXECUTE ON FUNCTION rollcall_pgvector.nearest, rollcall_pgvector.add FROM PUBLIC;
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA rollcall_pgvector TO %I', session_user);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON rollcall_pgvector.vectors TO %I', session_user);
  EXECUTE format('GRANT EXECUTE ON FUNCTION rollcall_pgvector.nearest, rollcall_pgvector.add TO %I', session_user);
  RETURN installed;
END $adopt$;

-- Makes the partition of a set of the tenant in whose scope it is called, with its index. Answers false for a set
-- that pgvector cannot index: its HNSW takes 2,000 dimensions.
CREATE FUNCTION rollcall.index_set(wanted_set int) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $index$
DECLARE
  width int := (SELECT dimensions FROM rollcall.vector_sets
                WHERE id = wanted_set AND tenant_id = rollcall.tenant());
  part text := format('rollcall_pgvector.set_%s', wanted_set);
  place text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                 WHERE e.extname = 'vector');
BEGIN
  IF width IS NULL OR width > 2000 OR place IS NULL THEN RETURN false; END IF;
  IF to_regclass(part) IS NOT NULL THEN RETURN true; END IF;
  EXECUTE format('CREATE TABLE %s PARTITION OF rollcall_pgvector.vectors FOR VALUES IN (%s)', part, wanted_set);
  EXECUTE format('CREATE INDEX ON %s USING hnsw ((embedding::%I.vector(%s)) %I.vector_cosine_ops)',
    part, place, width, place);
  RETURN true;
END $index$;

-- Removes a set of the tenant in whose scope it is called, with everything that was made of it.
CREATE FUNCTION rollcall.forget_set(old_set int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $forget$
BEGIN
  DELETE FROM rollcall.vector_sets WHERE id = old_set AND tenant_id = rollcall.tenant();
  IF FOUND THEN EXECUTE format('DROP TABLE IF EXISTS rollcall_pgvector.set_%s', old_set); END IF;
END $forget$;

REVOKE EXECUTE ON FUNCTION rollcall.adopt_pgvector, rollcall.index_set, rollcall.forget_set FROM PUBLIC;
