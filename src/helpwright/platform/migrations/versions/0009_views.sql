-- Views: saved queries on a form, of one person, perhaps shared with roles of the app.
CREATE TABLE views (
    id uuid PRIMARY KEY,
    form text NOT NULL,
    owner_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name text NOT NULL,
    query jsonb NOT NULL,
    look jsonb NOT NULL,
    -- keys of roles of the form's app; none: for the owner alone
    roles text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX views_form ON views (form, created_at, id);

-- What a person keeps at hand.
CREATE TABLE view_pins (
    view_id uuid NOT NULL REFERENCES views (id) ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    pinned_at timestamptz NOT NULL,
    PRIMARY KEY (view_id, person_id)
);
CREATE INDEX view_pins_person ON view_pins (person_id);

-- Who is named in a note.
ALTER TABLE comments ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}';
