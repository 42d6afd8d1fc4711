-- Whether sums by month stand beside the days of a roll-up; the worker makes them where they do not.
ALTER TABLE rollups ADD COLUMN months boolean NOT NULL DEFAULT false;
