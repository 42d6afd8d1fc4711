-- What stands at a case: both clocks, who answered and solved, and what happened on the way.
ALTER TABLE cases
    ADD COLUMN category text NOT NULL DEFAULT 'open' CHECK (category IN ('open', 'pending', 'solved', 'closed')),
    ADD COLUMN first_response_target jsonb,
    ADD COLUMN first_response_halted_at timestamptz,
    -- seconds of the target, in its own time, that were left when the clock halted; negative when it was late
    ADD COLUMN first_response_left double precision,
    ADD COLUMN first_response_paused double precision NOT NULL DEFAULT 0,
    ADD COLUMN first_response_warned_at timestamptz,
    ADD COLUMN first_response_breached_at timestamptz,
    ADD COLUMN first_responded_by uuid,
    ADD COLUMN resolution_target jsonb,
    ADD COLUMN resolution_halted_at timestamptz,
    ADD COLUMN resolution_left double precision,
    -- wall seconds of the holes that have ended: pending, or solved and taken up again
    ADD COLUMN resolution_paused double precision NOT NULL DEFAULT 0,
    ADD COLUMN resolution_warned_at timestamptz,
    ADD COLUMN resolution_breached_at timestamptz,
    ADD COLUMN solved_by uuid,
    ADD COLUMN holder uuid,
    ADD COLUMN team_id uuid,
    ADD COLUMN transfers int NOT NULL DEFAULT 0,
    ADD COLUMN team_transfers int NOT NULL DEFAULT 0,
    ADD COLUMN handovers int NOT NULL DEFAULT 0,
    ADD COLUMN reopenings int NOT NULL DEFAULT 0,
    ADD COLUMN rework int NOT NULL DEFAULT 0,
    ADD COLUMN touches int NOT NULL DEFAULT 0;
UPDATE cases SET category = CASE WHEN closed_at IS NOT NULL THEN 'closed' ELSE 'solved' END,
    resolution_halted_at = resolved_at WHERE resolved_at IS NOT NULL;

-- The ledger: every start, pause and stop of a clock, never changed. A case is what comes out of reading it.
CREATE TABLE case_clocks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id uuid NOT NULL REFERENCES cases (record_id) ON DELETE CASCADE,
    clock text NOT NULL CHECK (clock IN ('first_response', 'resolution')),
    kind text NOT NULL CHECK (kind IN ('start', 'pause', 'stop')),
    at timestamptz NOT NULL,
    reason text NOT NULL,
    -- of a start: when the target will be reached; else when it would have been
    due_at timestamptz,
    left_seconds double precision,
    -- on the first line: what was promised when the case began
    target jsonb
);
CREATE INDEX case_clocks_record ON case_clocks (record_id, id);
INSERT INTO case_clocks (record_id, clock, kind, at, reason, due_at)
SELECT record_id, 'first_response', 'start', created_at, 'created', first_response_due FROM cases;
INSERT INTO case_clocks (record_id, clock, kind, at, reason, due_at)
SELECT record_id, 'resolution', 'start', created_at, 'created', resolution_due FROM cases;
INSERT INTO case_clocks (record_id, clock, kind, at, reason, due_at)
SELECT record_id, 'first_response', 'stop', first_responded_at, 'responded', first_response_due FROM cases
WHERE first_responded_at IS NOT NULL;
INSERT INTO case_clocks (record_id, clock, kind, at, reason, due_at)
SELECT record_id, 'resolution', 'stop', resolved_at, category, resolution_due FROM cases WHERE resolved_at IS NOT NULL;

-- A survey that a customer was asked, or will be when the night is over; one a ticket.
CREATE TABLE survey_requests (
    id uuid PRIMARY KEY,
    record_id uuid NOT NULL UNIQUE,
    form text NOT NULL,
    -- app.key, and what it asked when it was sent
    survey text NOT NULL,
    scale text NOT NULL CHECK (scale IN ('csat', 'nps', 'ces')),
    question jsonb NOT NULL,
    via text NOT NULL,
    recipient text NOT NULL,
    created_at timestamptz NOT NULL,
    send_at timestamptz NOT NULL,
    sent_at timestamptz,
    expires_at timestamptz,
    cause bigint[] NOT NULL DEFAULT '{}',
    rule text
);

-- What the customer answered; the first answer stands, whichever way it came.
CREATE TABLE survey_answers (
    record_id uuid PRIMARY KEY,
    form text NOT NULL,
    survey text NOT NULL,
    scale text NOT NULL CHECK (scale IN ('csat', 'nps', 'ces')),
    score int NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    comment text NOT NULL DEFAULT '',
    via text NOT NULL CHECK (via IN ('link', 'progress')),
    answered_at timestamptz NOT NULL
);
CREATE INDEX survey_answers_recent ON survey_answers (answered_at);
