-- Lists of tasks are in the order of the nearest limit: the task's own, or that of its ticket which is still to be kept.
-- The second copy is kept here and not by the writers: what moves a clock of a case knows nothing of tasks.
ALTER TABLE tasks ADD COLUMN limit_at timestamptz NOT NULL DEFAULT '9998-12-31 00:00:00+00';

-- As `cases.view.next_due` has it.
CREATE FUNCTION case_limit(c helpwright.cases) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN c.first_response_due IS NOT NULL AND c.first_responded_at IS NULL AND c.first_response_halted_at IS NULL
            THEN c.first_response_due
        WHEN c.resolved_at IS NULL AND c.resolution_halted_at IS NULL THEN c.resolution_due
    END
$$;

CREATE FUNCTION limit_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.limit_at := '9998-12-31 00:00:00+00';
    IF NEW.state IN ('offered', 'claimed') THEN
        NEW.limit_at := coalesce(least(NEW.due_at, (
            SELECT helpwright.case_limit(c) FROM helpwright.cases c WHERE c.record_id = NEW.record_id
        )), NEW.limit_at);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER limit_of_task BEFORE INSERT OR UPDATE OF state, due_at ON tasks
FOR EACH ROW EXECUTE FUNCTION limit_of_task();

CREATE FUNCTION limit_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE helpwright.tasks
    SET limit_at = coalesce(least(due_at, helpwright.case_limit(NEW)), '9998-12-31 00:00:00+00')
    WHERE record_id = NEW.record_id AND state IN ('offered', 'claimed');
    RETURN NULL;
END $$;
CREATE TRIGGER limit_of_new_case AFTER INSERT ON cases
FOR EACH ROW WHEN (case_limit(NEW) IS NOT NULL) EXECUTE FUNCTION limit_of_case();
CREATE TRIGGER limit_of_case AFTER UPDATE ON cases
FOR EACH ROW WHEN (case_limit(OLD) IS DISTINCT FROM case_limit(NEW)) EXECUTE FUNCTION limit_of_case();

UPDATE tasks t
SET limit_at = coalesce(least(t.due_at, (SELECT case_limit(c) FROM cases c WHERE c.record_id = t.record_id)), t.limit_at)
WHERE t.state IN ('offered', 'claimed');

CREATE INDEX tasks_limit_team ON tasks (team_id, limit_at, created_at, id) WHERE state = 'offered';
CREATE INDEX tasks_limit_role ON tasks (role, limit_at, created_at, id) WHERE state = 'offered';
CREATE INDEX tasks_limit_person ON tasks (person_id, limit_at, created_at, id)
    WHERE state = 'offered' AND person_id IS NOT NULL;
CREATE INDEX tasks_limit_mine ON tasks (claimed_by, limit_at, created_at, id) WHERE state = 'claimed';
CREATE INDEX tasks_done_mine ON tasks (claimed_by, done_at, created_at, id) WHERE state = 'done';
-- expands: because the indexes above begin with the same columns, what an older version asks finds its rows by them
DROP INDEX tasks_pool_team, tasks_pool_role, tasks_pool_person, tasks_mine;
