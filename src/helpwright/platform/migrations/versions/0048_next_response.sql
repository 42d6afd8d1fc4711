-- The clock of the next response: from the oldest message of the customer that is not answered to a person's answer.
ALTER TABLE cases
    ADD COLUMN next_response_target jsonb,
    ADD COLUMN next_response_asked_at timestamptz,
    ADD COLUMN next_response_answered_at timestamptz,
    ADD COLUMN next_response_due timestamptz,
    ADD COLUMN next_response_halted_at timestamptz,
    ADD COLUMN next_response_left double precision,
    ADD COLUMN next_response_paused double precision NOT NULL DEFAULT 0,
    ADD COLUMN next_response_warned_at timestamptz,
    ADD COLUMN next_response_breached_at timestamptz,
    -- answers that were promised, given in time and late
    ADD COLUMN next_responses_kept int NOT NULL DEFAULT 0,
    ADD COLUMN next_responses_missed int NOT NULL DEFAULT 0;

-- expands: what was allowed stays allowed
ALTER TABLE case_clocks DROP CONSTRAINT case_clocks_clock_check;
-- expands: what was allowed stays allowed, so no row has to be looked at
ALTER TABLE case_clocks ADD CONSTRAINT case_clocks_clock
    CHECK (clock IN ('first_response', 'next_response', 'resolution')) NOT VALID;
