-- Counts and sums of many records by day and group, kept beside them; each has a table of its own in this schema.
CREATE SCHEMA rollup;
CREATE TABLE rollups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id bigint NOT NULL,
    -- of a system dataset its name, of records nothing
    dataset text NOT NULL,
    zone text NOT NULL,
    -- what is counted: FROM and WHERE, the columns by key, what is grouped, the amounts and the columns that keep them
    tables text NOT NULL,
    condition text NOT NULL,
    columns jsonb NOT NULL,
    dims jsonb NOT NULL,
    parts jsonb NOT NULL,
    scopes jsonb NOT NULL,
    -- days of records before this instant are in the table
    until timestamptz NOT NULL,
    state text NOT NULL,
    retired_at timestamptz
);
-- From when on changes of a form's records are noted: of those created before `until`. `safe_until` trails behind it
-- until no transaction is left that may not have seen it.
CREATE TABLE rollup_watches (
    form_id bigint PRIMARY KEY,
    form text NOT NULL,
    table_name text NOT NULL,
    until timestamptz NOT NULL,
    since xid8,
    safe_until timestamptz
);
-- Of which instant a record is that was changed, in the transaction that changed it.
CREATE TABLE rollup_notes (form_id bigint NOT NULL, at timestamptz NOT NULL);
CREATE INDEX rollup_notes_form ON rollup_notes (form_id);

-- On the table of a form; the argument is the form's id.
CREATE FUNCTION note_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO helpwright.rollup_notes (form_id, at)
    SELECT w.form_id, found.at FROM helpwright.rollup_watches w, (SELECT OLD.created_at UNION SELECT NEW.created_at) found (at)
    WHERE w.form_id = TG_ARGV[0]::bigint AND found.at < w.until;
    RETURN NULL;
END $$;

-- On a table whose rows belong to records: `form` names the form, `record_id` the record.
CREATE FUNCTION note_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    watch helpwright.rollup_watches;
BEGIN
    -- A form that is being removed may have lost its table already.
    FOR watch IN SELECT w.* FROM helpwright.rollup_watches w
        WHERE w.form IN (OLD.form, NEW.form) AND to_regclass(w.table_name) IS NOT NULL LOOP
        EXECUTE format('INSERT INTO helpwright.rollup_notes (form_id, at) SELECT $1, r.created_at FROM %s r '
            'WHERE r.id IN ($2, $3) AND r.created_at < $4', watch.table_name)
            USING watch.form_id, OLD.record_id, NEW.record_id, watch.until;
    END LOOP;
    RETURN NULL;
END $$;
