-- The id of a person in the organisation's WeCom.
ALTER TABLE people ADD COLUMN wecom_id text;
CREATE UNIQUE INDEX people_wecom_id ON people (lower(wecom_id)) WHERE wecom_id IS NOT NULL;

-- `held`: waits for the end of quiet hours, until `due_at`. `extra`: the provider's template as filled, the name of the
-- person, the field the address came from, the message that takes over when this one fails.
ALTER TABLE messages
    -- the run of a job that sends it: a later run takes it away from one that was thought dead
    ADD COLUMN taken_by uuid,
    ADD COLUMN person_id uuid REFERENCES people (id) ON DELETE SET NULL,
    ADD COLUMN template text,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN receipt text,
    ADD COLUMN extra jsonb NOT NULL DEFAULT '{}',
    DROP CONSTRAINT messages_state_check,
    ADD CONSTRAINT messages_state_check
        CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'trial', 'skipped', 'held'));
CREATE INDEX messages_held ON messages (due_at) WHERE state = 'held';

-- What a person is told inside the product; `id` is that of the message.
CREATE TABLE notifications (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    event_id bigint,
    title text NOT NULL,
    text text NOT NULL,
    form text,
    record_id uuid,
    read_at timestamptz
);
CREATE INDEX notifications_person ON notifications (person_id, at DESC, id DESC);
CREATE INDEX notifications_unread ON notifications (person_id) WHERE read_at IS NULL;

-- How a way of telling people is reached; `secrets` is sealed with the installation's key, which is not in here.
CREATE TABLE ways (
    way text PRIMARY KEY,
    settings jsonb NOT NULL,
    secrets bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by uuid
);

-- What a person wants: ways switched off, and quiet hours of their own.
CREATE TABLE notify_preferences (
    person_id uuid PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    ways jsonb NOT NULL DEFAULT '{}',
    quiet jsonb
);
