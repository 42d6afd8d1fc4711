-- What an earlier release noted to tidy up checked that links lead to records, without first emptying those that lead
-- nowhere: such a check was refused, and taken up again for ever. It is noted anew, with what it needs before it.
DO $$
DECLARE
    noted record;
    entry text;
    name text;
    link record;
    whole jsonb;
BEGIN
    FOR noted IN SELECT id, contract FROM publications WHERE contract::text LIKE '%VALIDATE CONSTRAINT%' LOOP
        whole := '[]';
        FOR entry IN SELECT value FROM jsonb_array_elements_text(noted.contract) WITH ORDINALITY ORDER BY ordinality LOOP
            name := substring(entry FROM ' VALIDATE CONSTRAINT "(form-[0-9]+-to-[^"]+)"$');
            FOR link IN
                SELECT c.conrelid::regclass AS holder, c.confrelid::regclass AS target, a.attname AS field
                FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.conname = name AND c.contype = 'f' AND NOT c.convalidated
            LOOP
                whole := whole || to_jsonb(format(
                    'UPDATE %s r SET %I = NULL WHERE r.%I IS NOT NULL
                    AND NOT EXISTS (SELECT FROM %s t WHERE t.id = r.%I)',
                    link.holder, link.field, link.field, link.target, link.field
                ));
            END LOOP;
            whole := whole || to_jsonb(entry);
        END LOOP;
        UPDATE publications SET contract = whole WHERE id = noted.id AND contract <> whole;
    END LOOP;
END $$;
