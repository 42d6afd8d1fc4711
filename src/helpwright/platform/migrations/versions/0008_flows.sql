-- When to warn that a task will be late, and copies for people who have nothing to do but read.
ALTER TABLE tasks ADD COLUMN warn_at timestamptz;

CREATE TABLE copies (
    id uuid PRIMARY KEY,
    instance_id uuid NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    flow text NOT NULL,
    flow_version int NOT NULL,
    node text NOT NULL,
    form text NOT NULL,
    record_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    read_at timestamptz,
    UNIQUE (instance_id, node, person_id)
);
CREATE INDEX copies_person ON copies (person_id, created_at DESC, id DESC);
CREATE INDEX copies_unread ON copies (person_id) WHERE read_at IS NULL;
CREATE INDEX copies_readable ON copies (form, person_id);
CREATE INDEX copies_record ON copies (record_id);
