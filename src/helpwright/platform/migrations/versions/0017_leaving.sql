-- What a leaving person held, handed over in one act; one at a time for each person.
CREATE TABLE handovers (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    -- each in turn
    receivers uuid[] NOT NULL,
    total int NOT NULL,
    done int NOT NULL DEFAULT 0,
    -- what would not go: form, record, number, code
    failed jsonb NOT NULL,
    started_by uuid NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE UNIQUE INDEX handovers_one ON handovers (person_id) WHERE finished_at IS NULL;
CREATE INDEX handovers_newest ON handovers (person_id, started_at);
