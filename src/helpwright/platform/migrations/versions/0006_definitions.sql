-- What builders prepare and nobody else sees yet: one draft an artefact. No document: the artefact shall be removed.
CREATE TABLE drafts (
    app text NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    kind text NOT NULL,
    key text NOT NULL,
    -- json keeps the builder's order
    document json,
    -- the live version it started from; 0 for a new artefact
    base_version int NOT NULL,
    version int NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid,
    PRIMARY KEY (app, kind, key)
);

-- The journal of publishing: what was wanted, how far it got, how it ended. It outlives its app.
CREATE TABLE publications (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    app text NOT NULL,
    reason text NOT NULL CHECK (reason IN ('changes', 'blueprint', 'rollback')),
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    step text NOT NULL,
    wanted json NOT NULL,
    accepted text[] NOT NULL,
    progress jsonb NOT NULL DEFAULT '{}',
    -- statements that tidy up after the switch
    contract jsonb NOT NULL DEFAULT '[]',
    error jsonb,
    started_by uuid,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX publications_open ON publications (number) WHERE state IN ('waiting', 'running');
CREATE INDEX publications_of_app ON publications (app, number DESC);

ALTER TABLE definition_versions ADD COLUMN publication_id uuid;

-- Records that were written while a field of their form changes its type: they are converted (again) before the switch.
CREATE TABLE conversion_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id bigint NOT NULL,
    record_id uuid NOT NULL
);
CREATE INDEX conversion_rows_form ON conversion_rows (form_id, id);

-- Values that a new type could not take; they stay in the column they came from.
CREATE TABLE conversion_refusals (
    form_id bigint NOT NULL,
    to_column text NOT NULL,
    record_id uuid NOT NULL,
    from_column text NOT NULL,
    field text NOT NULL,
    publication_id uuid NOT NULL,
    PRIMARY KEY (form_id, to_column, record_id)
);
CREATE INDEX conversion_refusals_publication ON conversion_refusals (publication_id);

CREATE FUNCTION note_conversion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO helpwright.conversion_rows (form_id, record_id) VALUES (TG_ARGV[0]::bigint, NEW.id);
    RETURN NULL;
END $$;
