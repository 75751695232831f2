-- A row is found by its id and no other way. Where Postgres knew of no open rows it took an index over them for the
-- cheaper way in, kept that plan, and read every open row for each document. `rows_run_document` finds a run's rows.
DROP INDEX rollcall.rows_run;
