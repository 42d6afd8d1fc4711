-- The limits of tasks (0024, 0030) as `cases.view.next_due` has them: the next response counts, and of several limits that are
-- to be kept the nearest. What a form does not promise is null and changes nothing.
CREATE OR REPLACE FUNCTION case_limit(c helpwright.cases) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT least(
        CASE WHEN c.first_responded_at IS NULL AND c.first_response_halted_at IS NULL
            THEN c.first_response_due END,
        CASE WHEN c.next_response_asked_at IS NOT NULL AND c.next_response_answered_at IS NULL
            AND c.next_response_halted_at IS NULL THEN c.next_response_due END,
        CASE WHEN c.resolved_at IS NULL AND c.resolution_halted_at IS NULL THEN c.resolution_due END)
$$;

CREATE OR REPLACE FUNCTION limit_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before timestamptz := least(
        CASE WHEN OLD.first_responded_at IS NULL AND OLD.first_response_halted_at IS NULL
            THEN OLD.first_response_due END,
        CASE WHEN OLD.next_response_asked_at IS NOT NULL AND OLD.next_response_answered_at IS NULL
            AND OLD.next_response_halted_at IS NULL THEN OLD.next_response_due END,
        CASE WHEN OLD.resolved_at IS NULL AND OLD.resolution_halted_at IS NULL THEN OLD.resolution_due END);
    after timestamptz := least(
        CASE WHEN NEW.first_responded_at IS NULL AND NEW.first_response_halted_at IS NULL
            THEN NEW.first_response_due END,
        CASE WHEN NEW.next_response_asked_at IS NOT NULL AND NEW.next_response_answered_at IS NULL
            AND NEW.next_response_halted_at IS NULL THEN NEW.next_response_due END,
        CASE WHEN NEW.resolved_at IS NULL AND NEW.resolution_halted_at IS NULL THEN NEW.resolution_due END);
BEGIN
    IF before IS DISTINCT FROM after THEN
        UPDATE helpwright.tasks SET limit_at = coalesce(least(due_at, after), '9998-12-31 00:00:00+00')
        WHERE record_id = NEW.record_id AND state IN ('offered', 'claimed');
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION limit_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_case timestamptz;
BEGIN
    NEW.limit_at := '9998-12-31 00:00:00+00';
    IF NEW.state IN ('offered', 'claimed') THEN
        SELECT least(
            CASE WHEN c.first_responded_at IS NULL AND c.first_response_halted_at IS NULL
                THEN c.first_response_due END,
            CASE WHEN c.next_response_asked_at IS NOT NULL AND c.next_response_answered_at IS NULL
                AND c.next_response_halted_at IS NULL THEN c.next_response_due END,
            CASE WHEN c.resolved_at IS NULL AND c.resolution_halted_at IS NULL THEN c.resolution_due END) INTO of_case FROM helpwright.cases c WHERE c.record_id = NEW.record_id;
        NEW.limit_at := coalesce(least(NEW.due_at, of_case), NEW.limit_at);
    END IF;
    RETURN NEW;
END $$;

UPDATE tasks t SET limit_at = coalesce(least(t.due_at, case_limit(c)), '9998-12-31 00:00:00+00')
FROM cases c WHERE c.record_id = t.record_id AND t.state IN ('offered', 'claimed')
AND t.limit_at <> coalesce(least(t.due_at, case_limit(c)), '9998-12-31 00:00:00+00');
