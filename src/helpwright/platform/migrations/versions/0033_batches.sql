-- Acts on many records that go on in the background: what is wanted of which rows, and what became of each.
CREATE TABLE batches (
    id uuid PRIMARY KEY,
    form text NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    act text NOT NULL CHECK (act IN ('set', 'delete', 'claim', 'transfer')),
    -- keys of the fields that are set
    fields text[] NOT NULL,
    -- the values, or to whom and why; sealed where the form has sensitive fields, and gone when it is over
    wish jsonb,
    state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
    total int NOT NULL,
    error text,
    locale text NOT NULL,
    -- until then it can be taken back without a trace
    starts_at timestamptz NOT NULL,
    -- its person has read what became of it
    seen boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX batches_running ON batches (person_id, form) WHERE state = 'running';
CREATE INDEX batches_of_person ON batches (person_id, form, created_at);

CREATE TABLE batch_rows (
    batch_id uuid NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    row int NOT NULL,
    record_id uuid NOT NULL,
    -- the version it was chosen at; null where it does not matter what others changed since
    version int,
    -- what it was called when it was chosen, as far as its person could see it
    number text NOT NULL,
    state text NOT NULL DEFAULT '' CHECK (state IN ('', 'done', 'refused')),
    code text,
    message text,
    PRIMARY KEY (batch_id, row)
);
CREATE INDEX batch_rows_state ON batch_rows (batch_id, state, row);
