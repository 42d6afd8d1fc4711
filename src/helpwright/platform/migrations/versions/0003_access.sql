-- Departments: a tree of the organisation. A removed one keeps its row, so that those above it go on seeing its records.
CREATE TABLE departments (
    id uuid PRIMARY KEY,
    parent_id uuid REFERENCES departments (id),
    name text NOT NULL,
    head_id uuid REFERENCES people (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE INDEX departments_parent ON departments (parent_id);
CREATE INDEX departments_head ON departments (head_id) WHERE head_id IS NOT NULL;

-- Outside organisations whose people see what is dispatched to them.
CREATE TABLE partners (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX partners_name ON partners (lower(name));

ALTER TABLE people
    ADD COLUMN department_id uuid REFERENCES departments (id),
    ADD COLUMN partner_id uuid REFERENCES partners (id),
    -- beside `admin`: security, auditor, builder
    ADD COLUMN system_roles text[] NOT NULL DEFAULT '{}';
CREATE INDEX people_department ON people (department_id) WHERE department_id IS NOT NULL;
CREATE INDEX people_partner ON people (partner_id) WHERE partner_id IS NOT NULL;

-- Keys for programs; of a key only its hash is stored, and its first letters to know it again.
CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name text NOT NULL,
    start text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
CREATE INDEX api_keys_person ON api_keys (person_id, created_at);

-- What was done: who, from where, to what, with which result. A worker numbers the entries and chains their hashes.
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    person_id uuid,
    key_id uuid,
    address text,
    act text NOT NULL,
    object text,
    result text NOT NULL,
    data jsonb NOT NULL,
    seq bigint,
    hash bytea
);
CREATE UNIQUE INDEX audit_log_chain ON audit_log (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_log_unsealed ON audit_log (id) WHERE seq IS NULL;
CREATE INDEX audit_log_person ON audit_log (person_id, id);
CREATE INDEX audit_log_act ON audit_log (act, id);
CREATE INDEX audit_log_object ON audit_log (object, id) WHERE object IS NOT NULL;

-- Each scope of a grant has an index of its own, also on the tables of forms that are published already.
DO $$
DECLARE form record; wanted text;
BEGIN
    FOR form IN SELECT id, app, physical->>'table' AS name FROM definitions WHERE kind = 'form' AND physical ? 'table' LOOP
        FOREACH wanted IN ARRAY ARRAY['created_by', 'dept_id', 'partner_id'] LOOP
            EXECUTE format(
                'CREATE INDEX IF NOT EXISTS %I ON %I.%I (%I, created_at DESC) WHERE deleted_at IS NULL',
                'form-' || form.id || '-' || wanted, form.app, form.name, wanted);
        END LOOP;
    END LOOP;
END $$;
