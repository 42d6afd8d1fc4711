-- Sessions one can tell apart and end one by one.
ALTER TABLE sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- the browser's own words, and from where it came first and last
    ADD COLUMN device text NOT NULL DEFAULT '',
    ADD COLUMN address text,
    ADD COLUMN last_seen_at timestamptz,
    ADD COLUMN last_address text;
CREATE UNIQUE INDEX sessions_id ON sessions (id);

-- Set by somebody else: to be replaced by their own at the next sign-in.
ALTER TABLE people ADD COLUMN password_due boolean NOT NULL DEFAULT false;

-- The second step of signing in. `sealed` holds seed and hashes of recovery codes; its key lies outside the database.
CREATE TABLE second_factors (
    person_id uuid PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    -- empty until a first code has shown that the app knows the seed
    confirmed_at timestamptz,
    -- the last period whose code was taken: each code opens once
    last_step bigint NOT NULL DEFAULT 0
);

-- How often something was asked within a minute, added up from all processes. What a crash forgets is a minute old.
CREATE UNLOGGED TABLE request_counts (
    subject text NOT NULL,
    minute bigint NOT NULL,
    asked bigint NOT NULL,
    PRIMARY KEY (subject, minute)
);
CREATE INDEX request_counts_minute ON request_counts (minute);
