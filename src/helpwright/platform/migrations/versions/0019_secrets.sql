-- Data keys of sensitive values, wrapped by the installation's key; without its key a value can be read nowhere.
CREATE TABLE record_keys (
    id uuid PRIMARY KEY,
    form text NOT NULL,
    record_id uuid NOT NULL,
    wrapped text NOT NULL
);
CREATE INDEX record_keys_of_record ON record_keys (record_id);
