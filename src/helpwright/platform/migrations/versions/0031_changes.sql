-- How often statements changed what reports read; `platform/changes.py` tells how that is used. Sequences, because their
-- numbers are there for everybody at once, and no writer waits for another.
CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval(TG_ARGV[0]::regclass);
    RETURN NULL;
END $$;

DO $$
DECLARE
    -- expands: because nothing is truncated here, a truncation would be counted
    made text := 'CREATE TRIGGER changes_counted AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I.%I '
        || 'FOR EACH STATEMENT EXECUTE FUNCTION helpwright.count_change(%L)';
    counted text;
    place int;
    form record;
BEGIN
    FOREACH counted IN ARRAY ARRAY['cases', 'case_clocks', 'tasks', 'copies', 'survey_answers', 'people', 'files'] LOOP
        EXECUTE format('CREATE SEQUENCE helpwright.changes_of_%s', counted);
        EXECUTE format(made, 'helpwright', counted, 'helpwright.changes_of_' || counted);
    END LOOP;
    -- Forms share these, so that none has to be made or removed with a form.
    FOR place IN 0..15 LOOP
        EXECUTE format('CREATE SEQUENCE helpwright.changes_of_forms_%s', place);
    END LOOP;
    FOR form IN SELECT id, app, physical->>'table' AS name FROM helpwright.definitions
        WHERE kind = 'form' AND physical ? 'table' AND to_regclass(format('%I.%I', app, physical->>'table')) IS NOT NULL
    LOOP
        EXECUTE format(made, form.app, form.name, 'helpwright.changes_of_forms_' || form.id % 16);
    END LOOP;
END $$;
