-- Bringing instances that are under way to another version of their flow: one row a wish, carried out in small pieces.
CREATE TABLE flow_migrations (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    flow text NOT NULL,
    to_version int NOT NULL,
    -- the node chosen for each that is gone: {old: new}
    nodes jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
    -- where it is: the last instance that was looked at
    after uuid,
    total int NOT NULL,
    moved int NOT NULL DEFAULT 0,
    refused int NOT NULL DEFAULT 0,
    -- some of those that stay on their version: [{instance, record, form, number, node, code}]
    refusals jsonb NOT NULL DEFAULT '[]',
    publication_id uuid,
    started_by uuid,
    started_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX flow_migrations_of_flow ON flow_migrations (flow, number DESC);
CREATE INDEX instances_open ON instances (flow, id) WHERE status IN ('running', 'suspended');

-- What the publisher says about it, when it is to begin, and what others shall do once it is live.
ALTER TABLE publications ADD COLUMN note text;
ALTER TABLE publications ADD COLUMN due_at timestamptz;
ALTER TABLE publications ADD COLUMN sequel jsonb NOT NULL DEFAULT '{}';
