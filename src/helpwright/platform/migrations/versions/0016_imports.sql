-- Sheets on their way into a form: the rows as they were read, and what becomes of each.
CREATE TABLE imports (
    id uuid PRIMARY KEY,
    form text NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name text NOT NULL,
    columns jsonb NOT NULL,
    -- what each column holds: a field's key, number, created_at, or null
    mapping jsonb NOT NULL,
    -- as history: keeps numbers and times, starts nothing
    history boolean NOT NULL DEFAULT false,
    -- the field by which records that are there already are found and changed
    match text,
    state text NOT NULL CHECK (state IN ('read', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
    total int NOT NULL,
    done int NOT NULL DEFAULT 0,
    error text,
    locale text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX imports_of_person ON imports (person_id, form, created_at);

CREATE TABLE import_rows (
    import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    row int NOT NULL,
    cells jsonb NOT NULL,
    -- '' not looked at, new or known (would be made or changed), wrong, made, changed
    state text NOT NULL DEFAULT '' CHECK (state IN ('', 'new', 'known', 'wrong', 'made', 'changed')),
    problems jsonb,
    PRIMARY KEY (import_id, row)
);
CREATE INDEX import_rows_state ON import_rows (import_id, state, row);
