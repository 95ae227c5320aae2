-- Run after every `manage.py migrate` and `createcachetable`, as portal_owner:
--   psql -v ON_ERROR_STOP=1 -f deploy/grants.sql "$OWNER_DATABASE_URL"
-- It may be run as often as one likes.
BEGIN;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO portal_app;

-- The ledger is read freely and grows through four functions alone.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE
    ON ledger_log, ledger_head, ledger_entry, ledger_commitment, ledger_tile, ledger_integrated,
    ledger_checkpoint, ledger_cosignature, ledger_witness, ledger_sealing FROM portal_app;
-- The sealer alone writes the tree and what it signed.
GRANT INSERT, UPDATE ON ledger_tile, ledger_integrated, ledger_sealing, ledger_witness
    TO portal_sealer;
GRANT INSERT ON ledger_checkpoint, ledger_cosignature TO portal_sealer;
REVOKE EXECUTE ON FUNCTION
    ledger_open(text, text),
    ledger_reserve(bigint, text),
    ledger_append(bigint, bigint, bytea, text, text, bigint, timestamptz),
    ledger_commit(bigint, bigint, text, text[], integer, text)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    ledger_open(text, text),
    ledger_reserve(bigint, text),
    ledger_append(bigint, bigint, bytea, text, text, bigint, timestamptz),
    ledger_commit(bigint, bigint, text, text[], integer, text)
    TO portal_app;

-- What triggers refuse anyway is refused by permission first.
REVOKE UPDATE, DELETE ON
    disclosures_decision, disclosures_reply, disclosures_posting, disclosures_postingend,
    disclosures_nothingdue,
    disclosures_fullrowreading, disclosures_erasure
    FROM portal_app;
-- Words of decisions and answers can be erased; the triggers ask for the decision that says so.
GRANT UPDATE (note, note_salts, erased) ON disclosures_decision TO portal_app;
GRANT UPDATE (body, salts, erased) ON disclosures_reply TO portal_app;
REVOKE DELETE ON disclosures_redaction, disclosures_privacyoverride, disclosures_appeal
    FROM portal_app;
REVOKE DELETE ON disclosures_comment, disclosures_roleassignment, accounts_user FROM portal_app;

-- The application reads which migrations ran and never runs one.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM portal_app;

COMMIT;
