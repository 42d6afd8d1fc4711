-- Robots of groups in WeCom, DingTalk, Feishu …: addresses and secrets sealed, the rest as administrators see it.
-- `apps` says whose rules may use a robot; NULL: all.
CREATE TABLE robots (
    key text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    settings jsonb NOT NULL,
    secrets bytea NOT NULL,
    apps text[],
    changed_at timestamptz NOT NULL,
    changed_by uuid
);

-- When each has sent within the last minute, and until when its provider wants to hear nothing. One row is locked by
-- whoever is about to send, so that all processes together keep to the provider's limits.
CREATE TABLE robot_paces (
    robot text PRIMARY KEY REFERENCES robots ON DELETE CASCADE,
    sent_at timestamptz[] NOT NULL DEFAULT '{}',
    closed_until timestamptz
);
