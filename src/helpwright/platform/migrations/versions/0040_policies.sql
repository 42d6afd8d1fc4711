-- The key of the policy; null for what a form promises where no policy fits, and for all that was promised before there were any.
ALTER TABLE cases ADD COLUMN policy text;
ALTER TABLE case_clocks ADD COLUMN policy text;

-- Lines of another promise, while the clock runs or stands as before.
-- expands: what was allowed stays allowed
ALTER TABLE case_clocks DROP CONSTRAINT case_clocks_kind_check;
-- expands: what was allowed stays allowed, so no row has to be looked at
ALTER TABLE case_clocks ADD CONSTRAINT case_clocks_kind CHECK (kind IN ('start', 'pause', 'stop', 'change')) NOT VALID;
