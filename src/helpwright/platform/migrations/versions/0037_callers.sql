-- Who asks is read from seven tables. A process keeps what it read for as long as this stamp is the same; `access/known.py`
-- tells how that is used. A row, unlike a sequence, is seen at the very instant at which the rows are that it speaks of.
CREATE TABLE callers_stamp (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    -- never twice the same, also after a restore
    value uuid NOT NULL
);
INSERT INTO callers_stamp (value) VALUES (gen_random_uuid());

-- Once in a transaction and at its end, so that writers wait for each other no longer than a commit takes.
CREATE FUNCTION stamp_callers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE helpwright.callers_stamp SET value = gen_random_uuid() WHERE xmin <> pg_current_xact_id()::xid;
    RETURN NULL;
END $$;

DO $$
DECLARE
    source text;
BEGIN
    FOREACH source IN ARRAY ARRAY['people', 'teams', 'team_members', 'role_members', 'departments', 'epoch'] LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER callers_changed AFTER INSERT OR UPDATE OR DELETE ON helpwright.%I '
            || 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION helpwright.stamp_callers()', source);
    END LOOP;
    FOREACH source IN ARRAY ARRAY['people', 'teams', 'team_members', 'role_members', 'departments', 'epoch',
        'second_factors', 'settings'] LOOP
        -- expands: nothing is truncated here, a truncation would be noticed
        EXECUTE format('CREATE TRIGGER callers_truncated AFTER TRUNCATE ON helpwright.%I '
            || 'FOR EACH STATEMENT EXECUTE FUNCTION helpwright.stamp_callers()', source);
    END LOOP;
END $$;

-- Codes that were used are noted with every sign-in; only whether there is a second step matters.
CREATE CONSTRAINT TRIGGER callers_changed AFTER INSERT OR DELETE OR UPDATE OF person_id, confirmed_at ON second_factors
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stamp_callers();

-- Of the settings, those of signing in.
CREATE CONSTRAINT TRIGGER callers_changed AFTER INSERT ON settings DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.name = 'sign_in') EXECUTE FUNCTION stamp_callers();
CREATE CONSTRAINT TRIGGER callers_changed_again AFTER UPDATE ON settings DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.name = 'sign_in' OR NEW.name = 'sign_in') EXECUTE FUNCTION stamp_callers();
CREATE CONSTRAINT TRIGGER callers_changed_no_more AFTER DELETE ON settings DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.name = 'sign_in') EXECUTE FUNCTION stamp_callers();
