-- Versions of drafts never come back: whoever still holds an old one must not meet a newer draft under its number.
CREATE SEQUENCE draft_versions AS int;
SELECT setval('draft_versions', (SELECT coalesce(max(version), 0) + 1 FROM drafts), false);
