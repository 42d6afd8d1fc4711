-- Sample data: one world an app, a database of its own beside this one, so that nothing of it ever meets what is real.
CREATE TABLE samples (
    app text PRIMARY KEY,
    id uuid NOT NULL,
    database text NOT NULL,
    state text NOT NULL CHECK (state IN ('making', 'ready', 'failed', 'cancelled', 'removed')),
    -- what is made, and how far it is
    plan jsonb NOT NULL,
    done int NOT NULL DEFAULT 0,
    total int NOT NULL DEFAULT 0,
    error text,
    -- the definition epoch whose state of the app the world has
    epoch bigint NOT NULL DEFAULT 0,
    started_by uuid,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    finished_at timestamptz
);

-- Whom a person tries out being in this session: {app, as, person, token_hash, csrf_token}; their own self without it.
ALTER TABLE sessions ADD COLUMN trial jsonb;

-- What was done once on the way to going live, such as a ticket submitted as a customer.
CREATE TABLE milestones (
    app text NOT NULL,
    name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (app, name)
);
