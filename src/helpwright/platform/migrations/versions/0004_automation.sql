-- Everything that waits for an instant: one row (kind, owner, key); who set the kind handles it when it is due.
CREATE TABLE waiting (
    kind text NOT NULL,
    owner uuid NOT NULL,
    key text NOT NULL,
    gen bigint NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    -- when to try: due_at, later after a failure, infinity when given up
    next_at timestamptz NOT NULL,
    data jsonb NOT NULL DEFAULT '{}',
    -- what ends it early
    until text,
    -- not delivered for the time being: its owner is suspended
    held boolean NOT NULL DEFAULT false,
    -- by the machine's clock, whatever the product's clock says
    leased_until timestamptz,
    attempts int NOT NULL DEFAULT 0,
    error text
);
INSERT INTO waiting (kind, owner, key, gen, due_at, next_at, data, until, held)
SELECT 'flow', t.instance_id, t.activity || ':' || t.level, t.gen, t.due_at, t.due_at,
    jsonb_build_object('activity', t.activity, 'level', t.level), t.until, i.status = 'suspended'
FROM timers t JOIN instances i ON i.id = t.instance_id;
DROP TABLE timers;
ALTER TABLE waiting RENAME TO timers;
ALTER TABLE timers ADD CONSTRAINT timers_pkey PRIMARY KEY (kind, owner, key);
CREATE INDEX timers_due ON timers (next_at) WHERE NOT held;

-- One row a rule and event that started it; a runner carries out its steps.
CREATE TABLE rule_runs (
    id uuid PRIMARY KEY,
    -- in this order runs on one record are carried out
    place bigint GENERATED ALWAYS AS IDENTITY,
    -- app.key of the rule, or of the flow whose actions these are
    rule text NOT NULL,
    -- the published version, 0 for a flow's, whose steps are in `steps`
    version int NOT NULL,
    steps jsonb,
    -- of a flow that waits to hear: {instance, activity, ok, state}
    answer jsonb,
    form text NOT NULL,
    record_id uuid NOT NULL,
    event_id bigint NOT NULL,
    event jsonb NOT NULL,
    -- "rule@record" of the runs that led to this one, oldest first
    chain text[] NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (
        state IN ('ready', 'waiting', 'retrying', 'answering', 'done', 'skipped', 'stopped', 'failed')),
    reason text,
    step int NOT NULL DEFAULT 0,
    -- the step whose delay is over
    waited int,
    attempts int NOT NULL DEFAULT 0,
    inputs jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    ended_at timestamptz,
    milliseconds double precision NOT NULL DEFAULT 0,
    UNIQUE (rule, event_id, record_id)
);
CREATE INDEX rule_runs_ready ON rule_runs (place) WHERE state = 'ready';
CREATE INDEX rule_runs_ready_record ON rule_runs (record_id, place) WHERE state = 'ready';
CREATE INDEX rule_runs_answering ON rule_runs (place) WHERE state = 'answering';
CREATE INDEX rule_runs_rule ON rule_runs (rule, place DESC);
CREATE INDEX rule_runs_record ON rule_runs (record_id, place DESC);
CREATE INDEX rule_runs_created ON rule_runs (created_at);

-- What each step did, one row an attempt.
CREATE TABLE rule_steps (
    run_id uuid NOT NULL REFERENCES rule_runs (id) ON DELETE CASCADE,
    step int NOT NULL,
    attempt int NOT NULL,
    action text NOT NULL,
    state text NOT NULL CHECK (state IN ('done', 'skipped', 'refused', 'failed', 'waiting')),
    code text,
    data jsonb NOT NULL DEFAULT '{}',
    at timestamptz NOT NULL,
    milliseconds double precision NOT NULL,
    PRIMARY KEY (run_id, step, attempt)
);

-- Which rules have set their timers, and as what they stood when they did.
CREATE TABLE rule_timers (
    rule text PRIMARY KEY,
    version int NOT NULL,
    mark text NOT NULL
);

-- The event stream, a table a month (UTC). What has no month yet lies in the default one and is moved when it is made.
ALTER TABLE events RENAME TO events_whole;
ALTER INDEX events_stream RENAME TO events_whole_stream;
ALTER INDEX events_record RENAME TO events_whole_record;
CREATE SEQUENCE events_number;
CREATE TABLE events (
    id bigint NOT NULL DEFAULT nextval('helpwright.events_number'),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL,
    type text NOT NULL,
    dataset text NOT NULL,
    record_id uuid,
    actor jsonb NOT NULL,
    data jsonb NOT NULL,
    cause bigint[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
ALTER SEQUENCE events_number OWNED BY events.id;
CREATE INDEX events_stream ON events (xid, id);
CREATE INDEX events_record ON events (record_id, id);
CREATE TABLE events_default PARTITION OF events DEFAULT;

-- Make the table of the month that `first` begins (UTC), and move there what the default one holds of it.
CREATE FUNCTION make_events_month(first timestamptz) RETURNS boolean LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    following timestamptz := first + interval '1 month';
    name text := 'events_' || to_char(first, 'YYYYMM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('events months', 0));
    -- Not to_regclass: waiting for the lock above does not make it look anew.
    IF EXISTS (SELECT FROM pg_class c WHERE c.relname = name AND c.relnamespace = 'helpwright'::regnamespace) THEN
        RETURN false;
    END IF;
    -- A writer that has chosen the default table already must be done, and none may choose it meanwhile.
    LOCK TABLE ONLY helpwright.events IN SHARE ROW EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE helpwright.%I (LIKE helpwright.events INCLUDING DEFAULTS)', name);
    LOCK TABLE helpwright.events_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('WITH moved AS (DELETE FROM helpwright.events_default WHERE at >= %L AND at < %L RETURNING *)
        INSERT INTO helpwright.%I SELECT * FROM moved', first, following, name);
    EXECUTE format('ALTER TABLE helpwright.events ATTACH PARTITION helpwright.%I FOR VALUES FROM (%L) TO (%L)',
        name, first, following);
    RETURN true;
END $$;

SELECT make_events_month(month) FROM (
    SELECT DISTINCT date_trunc('month', at, 'UTC') AS month FROM events_whole ORDER BY 1) months;
INSERT INTO events (id, xid, at, type, dataset, record_id, actor, data, cause)
SELECT id, xid, at, type, dataset, record_id, actor, data, cause FROM events_whole ORDER BY xid, id;
SELECT setval('events_number', (SELECT coalesce(max(id), 0) + 1 FROM events_whole), false);
DROP TABLE events_whole;
