-- A file that arrives in pieces. Its row goes when the file is whole, given up, or a day old.
CREATE TABLE uploads (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    -- declared at the beginning; room is counted with it
    size bigint NOT NULL CHECK (size > 0),
    received bigint NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    -- the type announced by the client; what it is, its bytes will say
    announced text NOT NULL,
    form text NOT NULL,
    field text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by uuid,
    -- keyed hash of the client address of an upload without an account
    uploader bytea
);
CREATE INDEX uploads_age ON uploads (created_at);
CREATE INDEX uploads_person ON uploads (created_by) WHERE created_by IS NOT NULL;

-- The pieces in the store of files, one after the other without a gap.
CREATE TABLE upload_parts (
    upload_id uuid NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
    start bigint NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    name text NOT NULL,
    PRIMARY KEY (upload_id, start)
);

-- Whether the small picture of a file was made, or found impossible.
ALTER TABLE files ADD COLUMN drawn boolean NOT NULL DEFAULT false;
CREATE INDEX files_undrawn ON files (created_at) WHERE NOT drawn AND type LIKE 'image/%';
