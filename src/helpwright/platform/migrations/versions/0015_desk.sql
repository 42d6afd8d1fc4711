-- The recycle bin of a form is read in the order of its index, also where the form was published before.
DO $$
DECLARE form record;
BEGIN
    FOR form IN SELECT id, app, physical->>'table' AS name FROM definitions WHERE kind = 'form' AND physical ? 'table' LOOP
        EXECUTE format(
            'CREATE INDEX IF NOT EXISTS %I ON %I.%I (deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL',
            'form-' || form.id || '-deleted', form.app, form.name);
    END LOOP;
END $$;

-- What is attached to a comment, in its order.
ALTER TABLE comments ADD COLUMN files uuid[] NOT NULL DEFAULT '{}';
