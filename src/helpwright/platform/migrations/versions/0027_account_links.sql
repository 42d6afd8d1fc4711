-- Links with which somebody sets the password of their account: an invitation, or one asked for when it is forgotten.
-- Nothing of the link itself is stored: it is the id, signed with a key that lies outside the database.
CREATE TABLE account_links (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('invitation', 'reset')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- A newer link of a kind takes the place of the one before.
    UNIQUE (person_id, kind)
);
