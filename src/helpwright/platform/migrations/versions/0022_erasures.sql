-- What was erased of which record, when, by whom and why: what is left once the values are gone.
CREATE TABLE record_erasures (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form text NOT NULL,
    record_id uuid NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid,
    reason text NOT NULL,
    fields text[] NOT NULL,
    -- comments, messages: texts about the record that went with them
    also text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX record_erasures_of_record ON record_erasures (record_id);
