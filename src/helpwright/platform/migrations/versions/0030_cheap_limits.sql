-- The limits of tasks (0024) by cheaper triggers. A condition that calls a function of SQL is parsed and planned anew by every
-- statement that writes a case, which took as long as the rest of the statement; expressions of PL/pgSQL are kept.
CREATE OR REPLACE FUNCTION limit_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before timestamptz := CASE
        WHEN OLD.first_response_due IS NOT NULL AND OLD.first_responded_at IS NULL AND OLD.first_response_halted_at IS NULL
            THEN OLD.first_response_due
        WHEN OLD.resolved_at IS NULL AND OLD.resolution_halted_at IS NULL THEN OLD.resolution_due
    END;
    after timestamptz := CASE
        WHEN NEW.first_response_due IS NOT NULL AND NEW.first_responded_at IS NULL AND NEW.first_response_halted_at IS NULL
            THEN NEW.first_response_due
        WHEN NEW.resolved_at IS NULL AND NEW.resolution_halted_at IS NULL THEN NEW.resolution_due
    END;
BEGIN
    IF before IS DISTINCT FROM after THEN
        UPDATE helpwright.tasks SET limit_at = coalesce(least(due_at, after), '9998-12-31 00:00:00+00')
        WHERE record_id = NEW.record_id AND state IN ('offered', 'claimed');
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER limit_of_case ON cases;
CREATE TRIGGER limit_of_case AFTER UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION limit_of_case();
-- A case begins with its record, before there can be a task of it; the task then looks for the case.
DROP TRIGGER limit_of_new_case ON cases;

CREATE OR REPLACE FUNCTION limit_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_case timestamptz;
BEGIN
    NEW.limit_at := '9998-12-31 00:00:00+00';
    IF NEW.state IN ('offered', 'claimed') THEN
        SELECT CASE
            WHEN c.first_response_due IS NOT NULL AND c.first_responded_at IS NULL AND c.first_response_halted_at IS NULL
                THEN c.first_response_due
            WHEN c.resolved_at IS NULL AND c.resolution_halted_at IS NULL THEN c.resolution_due
        END INTO of_case FROM helpwright.cases c WHERE c.record_id = NEW.record_id;
        NEW.limit_at := coalesce(least(NEW.due_at, of_case), NEW.limit_at);
    END IF;
    RETURN NEW;
END $$;
