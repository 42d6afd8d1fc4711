-- Settings of the organisation, one row a name.
CREATE TABLE settings (
    name text PRIMARY KEY,
    value jsonb NOT NULL
);

-- The definition epoch: every published change raises it; every cache is keyed by it.
CREATE TABLE epoch (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    value bigint NOT NULL
);
INSERT INTO epoch (value) VALUES (1);

-- A write enters its form: shared lock against a publish, and the writer's knowledge must be present.
CREATE FUNCTION enter_form(form_id bigint, expected_epoch bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4757, form_id::int);
    IF (SELECT value FROM helpwright.epoch) <> expected_epoch THEN
        RAISE EXCEPTION 'definitions changed' USING ERRCODE = 'HW001';
    END IF;
END $$;

-- A guarded update must touch exactly one row.
CREATE FUNCTION require(ok boolean, problem text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF ok IS NOT TRUE THEN
        RAISE EXCEPTION '%', problem USING ERRCODE = 'HW002';
    END IF;
END $$;

CREATE TABLE people (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    email text,
    phone text,
    staff_number text,
    password_hash text,
    locale text NOT NULL DEFAULT 'zh-CN',
    admin boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true,
    manager_id uuid REFERENCES people (id),
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX people_email ON people (lower(email)) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX people_phone ON people (phone) WHERE phone IS NOT NULL;
CREATE UNIQUE INDEX people_staff_number ON people (lower(staff_number)) WHERE staff_number IS NOT NULL;

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    csrf_token text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE sign_in_failures (
    subject text PRIMARY KEY,
    failures int NOT NULL,
    last_at timestamptz NOT NULL
);

CREATE TABLE apps (
    key text PRIMARY KEY,
    -- json keeps the builder's order of languages
    name json NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE teams (
    id uuid PRIMARY KEY,
    app text NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    key text NOT NULL,
    UNIQUE (app, key)
);
CREATE TABLE team_members (
    team_id uuid NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person ON team_members (person_id);
CREATE TABLE role_members (
    app text NOT NULL,
    role text NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (app, role, person_id)
);
CREATE INDEX role_members_person ON role_members (person_id);

CREATE TABLE definitions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app text NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    kind text NOT NULL,
    key text NOT NULL,
    position int NOT NULL DEFAULT 0,
    live_version int NOT NULL,
    -- what the concept needs beside the document (a form's physical columns)
    physical jsonb NOT NULL DEFAULT '{}',
    UNIQUE (app, kind, key)
);
CREATE TABLE definition_versions (
    definition_id bigint NOT NULL REFERENCES definitions (id) ON DELETE CASCADE,
    version int NOT NULL,
    document json NOT NULL,
    published_at timestamptz NOT NULL,
    published_by uuid,
    PRIMARY KEY (definition_id, version)
);

CREATE TABLE number_series (
    form_id bigint NOT NULL,
    period text NOT NULL,
    next bigint NOT NULL,
    PRIMARY KEY (form_id, period)
);

CREATE TABLE files (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('pending', 'linked', 'orphaned')),
    sha256 bytea NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    type text NOT NULL,
    form text NOT NULL,
    field text NOT NULL,
    record_id uuid,
    created_at timestamptz NOT NULL,
    created_by uuid,
    -- keyed hash of the client address of an upload without an account
    uploader bytea
);
CREATE INDEX files_uploads ON files (uploader, created_at) INCLUDE (size)
    WHERE state = 'pending' AND created_by IS NULL;
CREATE INDEX files_record ON files (record_id) WHERE record_id IS NOT NULL;
CREATE INDEX files_pending ON files (created_at) WHERE state <> 'linked';
CREATE INDEX files_content ON files (sha256);

-- The event stream. xid orders by transaction so that a cursor below the snapshot's xmin loses no late commit.
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    type text NOT NULL,
    dataset text NOT NULL,
    record_id uuid,
    actor jsonb NOT NULL,
    data jsonb NOT NULL,
    cause bigint[] NOT NULL DEFAULT '{}'
);
CREATE INDEX events_stream ON events (xid, id);
CREATE INDEX events_record ON events (record_id, id);

CREATE TABLE cursors (
    name text PRIMARY KEY,
    xid xid8 NOT NULL,
    id bigint NOT NULL
);

CREATE TABLE comments (
    id uuid PRIMARY KEY,
    form text NOT NULL,
    record_id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('internal', 'public')),
    text text NOT NULL
);
CREATE INDEX comments_record ON comments (record_id, at);

CREATE TABLE instances (
    id uuid PRIMARY KEY,
    flow text NOT NULL,
    version int NOT NULL,
    form text NOT NULL,
    record_id uuid NOT NULL,
    status text NOT NULL,
    seq int NOT NULL,
    state jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    started_by uuid
);
CREATE UNIQUE INDEX instances_running ON instances (record_id, flow) WHERE status IN ('running', 'suspended');
CREATE INDEX instances_record ON instances (record_id);

CREATE TABLE journal (
    instance_id uuid NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    seq int NOT NULL,
    command_key text NOT NULL,
    at timestamptz NOT NULL,
    event jsonb NOT NULL,
    effects jsonb NOT NULL,
    state_hash text NOT NULL,
    PRIMARY KEY (instance_id, seq),
    UNIQUE (instance_id, command_key)
);

CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    activity text NOT NULL,
    flow text NOT NULL,
    flow_version int NOT NULL,
    node text NOT NULL,
    kind text NOT NULL,
    form text NOT NULL,
    record_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('offered', 'claimed', 'done', 'cancelled')),
    team_id uuid,
    role text,
    person_id uuid,
    claimed_by uuid,
    why jsonb NOT NULL,
    outcome text,
    created_at timestamptz NOT NULL,
    claimed_at timestamptz,
    done_at timestamptz,
    due_at timestamptz,
    UNIQUE (instance_id, activity)
);
CREATE INDEX tasks_pool_team ON tasks (team_id, due_at) WHERE state = 'offered';
CREATE INDEX tasks_pool_role ON tasks (role, due_at) WHERE state = 'offered';
CREATE INDEX tasks_pool_person ON tasks (person_id, due_at) WHERE state = 'offered' AND person_id IS NOT NULL;
CREATE INDEX tasks_mine ON tasks (claimed_by, state, due_at);
CREATE INDEX tasks_record ON tasks (record_id);

CREATE INDEX instances_started ON instances (started_by) WHERE started_by IS NOT NULL;

-- One row a timer of an instance; a sweeper delivers what is due as an event.
CREATE TABLE timers (
    instance_id uuid NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    activity text NOT NULL,
    level text NOT NULL,
    gen int NOT NULL,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (instance_id, activity, level)
);
CREATE INDEX timers_due ON timers (due_at);

CREATE TABLE cases (
    record_id uuid PRIMARY KEY,
    form text NOT NULL,
    created_at timestamptz NOT NULL,
    first_response_due timestamptz,
    resolution_due timestamptz,
    first_responded_at timestamptz,
    resolved_at timestamptz,
    closed_at timestamptz
);

CREATE TABLE messages (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    event_id bigint,
    rule text,
    via text NOT NULL,
    recipient text,
    subject text NOT NULL DEFAULT '',
    text text NOT NULL DEFAULT '',
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'trial', 'skipped')),
    reason text,
    message_id text,
    form text,
    record_id uuid,
    attempts int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    claimed_at timestamptz,
    sent_at timestamptz
);
CREATE INDEX messages_record ON messages (record_id);
CREATE INDEX messages_recent ON messages (created_at DESC, id DESC);
CREATE INDEX messages_unsent ON messages (created_at) WHERE state IN ('queued', 'sending');
