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
