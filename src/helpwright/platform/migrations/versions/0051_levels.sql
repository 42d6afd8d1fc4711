-- The level that each clock has reached last, by clock: {key, name, color, share of the target, at}; null: none ever.
ALTER TABLE cases ADD COLUMN levels jsonb;
