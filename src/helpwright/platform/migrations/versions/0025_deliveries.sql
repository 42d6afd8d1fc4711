-- What a mail has beside its text, until it is sent.
CREATE TABLE message_letters (
    message_id uuid PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX message_letters_age ON message_letters (created_at);

-- Dashboards that are sent to people again and again, in the name of an owner.
CREATE TABLE deliveries (
    id uuid PRIMARY KEY,
    -- app.key
    dashboard text NOT NULL,
    owner_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    document jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('on', 'paused', 'stopped')),
    -- why it stopped by itself
    reason text,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX deliveries_of_dashboard ON deliveries (dashboard);

-- Each time it was due, and each trial (without a due instant).
CREATE TABLE delivery_runs (
    id uuid PRIMARY KEY,
    delivery_id uuid NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    due_at timestamptz,
    trial_for uuid,
    state text NOT NULL CHECK (state IN ('waiting', 'done', 'stopped')),
    reason text,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    UNIQUE (delivery_id, due_at)
);
CREATE INDEX delivery_runs_of_delivery ON delivery_runs (delivery_id, created_at);

-- To whom it went; written with the messages, so that a run that is taken up again tells nobody twice.
CREATE TABLE delivery_results (
    run_id uuid NOT NULL REFERENCES delivery_runs (id) ON DELETE CASCADE,
    -- a person's id, or a mail address outside
    recipient text NOT NULL,
    name text NOT NULL,
    -- why nothing went out; null when something did
    reason text,
    -- keys of its messages
    messages text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (run_id, recipient)
);

-- Who wants no more of it.
CREATE TABLE delivery_refusals (
    delivery_id uuid NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
    recipient text NOT NULL,
    refused_at timestamptz NOT NULL,
    PRIMARY KEY (delivery_id, recipient)
);

-- Addresses under which somebody without an account sees a dashboard as its owner does, for a while.
CREATE TABLE dashboard_links (
    id uuid PRIMARY KEY,
    dashboard text NOT NULL,
    owner_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name text NOT NULL,
    filter jsonb NOT NULL DEFAULT '[]',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    looks int NOT NULL DEFAULT 0,
    looked_at timestamptz
);
CREATE INDEX dashboard_links_of_dashboard ON dashboard_links (dashboard, created_at);
