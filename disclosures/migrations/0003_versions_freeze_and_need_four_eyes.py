"""From here on a submitted version cannot change, nor is anything public on one pair of eyes."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION version_stays_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['status', 'publish_at', 'published_at', 'modified_at'];
BEGIN
    IF OLD.frozen_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed)
    THEN
        RAISE EXCEPTION 'version % is frozen: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_stays_frozen BEFORE UPDATE OR DELETE ON disclosures_version
    FOR EACH ROW EXECUTE FUNCTION version_stays_frozen();
ALTER TABLE disclosures_version ENABLE ALWAYS TRIGGER version_stays_frozen;

CREATE FUNCTION part_stays_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE the_version bigint; frozen timestamptz;
BEGIN
    IF TG_TABLE_NAME IN ('disclosures_fullrow', 'disclosures_publicrow') THEN
        SELECT t.version_id INTO the_version FROM public.disclosures_datatable t
            WHERE t.id = CASE TG_OP WHEN 'INSERT' THEN NEW.table_id ELSE OLD.table_id END;
    ELSE
        the_version := CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
    END IF;
    SELECT v.frozen_at INTO frozen FROM public.disclosures_version v WHERE v.id = the_version;
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION '% of version % is frozen: % refused', TG_TABLE_NAME, the_version, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

PARTS = ("datatable", "fullrow", "publicrow", "attachment", "contributor")

FREEZE_PARTS = "".join(
    f"""
CREATE TRIGGER {part}_stays_frozen BEFORE INSERT OR UPDATE OR DELETE ON disclosures_{part}
    FOR EACH ROW EXECUTE FUNCTION part_stays_frozen();
ALTER TABLE disclosures_{part} ENABLE ALWAYS TRIGGER {part}_stays_frozen;
"""
    for part in PARTS
)

APPEND_ONLY = ("decision", "reply", "posting", "nothingdue", "fullrowreading")

GUARDS = "".join(
    f"""
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON disclosures_{table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE disclosures_{table} ENABLE ALWAYS TRIGGER {table}_is_append_only;
"""
    for table in APPEND_ONLY
)

FOUR_EYES = """
CREATE FUNCTION decision_is_by_another() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE the_author bigint;
BEGIN
    IF NEW.verb = 'approve_disclosure' THEN
        SELECT v.author_id INTO the_author FROM public.disclosures_version v
            WHERE v.id = NEW.version_id;
        IF the_author IS NULL OR NEW.author_id IS DISTINCT FROM the_author THEN
            RAISE EXCEPTION 'decision: an approval names the author of its version'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM public.disclosures_contributor c
                WHERE c.version_id = NEW.version_id AND c.person_id = NEW.by_id) THEN
            RAISE EXCEPTION 'decision: whoever wrote in a version does not approve it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.verb = 'withdraw_disclosure' AND NEW.reason_code <> 'private_data' THEN
        SELECT d.withdrawal_proposed_by_id INTO the_author FROM public.disclosures_disclosure d
            WHERE d.id = NEW.disclosure_id;
        IF NEW.author_id IS DISTINCT FROM the_author THEN
            RAISE EXCEPTION 'decision: a withdrawal names who proposed it'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_by_another BEFORE INSERT ON disclosures_decision
    FOR EACH ROW EXECUTE FUNCTION decision_is_by_another();
ALTER TABLE disclosures_decision ENABLE ALWAYS TRIGGER decision_is_by_another;

CREATE FUNCTION decided(the_verbs text[], the_events text[], the_subject text,
    the_version bigint, the_disclosure uuid, the_comment bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.disclosures_decision d
        JOIN public.ledger_entry e ON e.log_id = d.entry_log AND e.idx = d.entry_idx
        WHERE d.verb = ANY (the_verbs) AND e.etype = ANY (the_events)
            AND e.subject = the_subject
            AND (the_version IS NULL OR d.version_id = the_version)
            AND (the_disclosure IS NULL OR d.disclosure_id = the_disclosure)
            AND (the_comment IS NULL OR d.comment_id = the_comment));
$$;

CREATE FUNCTION version_status_was_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE the_subject text; now_status text;
BEGIN
    SELECT v.status INTO now_status FROM public.disclosures_version v WHERE v.id = NEW.id;
    SELECT d.subject INTO the_subject FROM public.disclosures_disclosure d
        WHERE d.id = NEW.disclosure_id;
    IF now_status IN ('approved', 'scheduled', 'published') AND NOT decided(
            ARRAY['approve_disclosure', 'publish_urgently'], ARRAY['disclosure.approved'],
            the_subject, NEW.id, NULL, NULL) THEN
        RAISE EXCEPTION 'version % is % without an approval and its entry', NEW.id, now_status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF now_status = 'published' AND NOT decided(
            ARRAY['publish_disclosure'], ARRAY['disclosure.published', 'disclosure.amended'],
            the_subject, NEW.id, NULL, NULL) THEN
        RAISE EXCEPTION 'version % is published without its entry', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_status_was_decided AFTER INSERT OR UPDATE OF status
    ON disclosures_version DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION version_status_was_decided();

CREATE FUNCTION disclosure_status_was_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE now_status text; the_current bigint;
BEGIN
    SELECT d.status, d.current_version_id INTO now_status, the_current
        FROM public.disclosures_disclosure d WHERE d.id = NEW.id;
    IF now_status = 'withdrawn' AND NOT decided(ARRAY['withdraw_disclosure'],
            ARRAY['disclosure.withdrawn'], NEW.subject, NULL, NEW.id, NULL) THEN
        RAISE EXCEPTION 'disclosure % is withdrawn without a decision and its entry', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF now_status = 'superseded' AND NOT decided(ARRAY['supersede_disclosure'],
            ARRAY['disclosure.superseded'], NEW.subject, NULL, NEW.id, NULL) THEN
        RAISE EXCEPTION 'disclosure % is superseded without a decision and its entry', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF now_status IN ('scheduled', 'published') AND NOT EXISTS (
            SELECT 1 FROM public.disclosures_version v WHERE v.id = the_current
            AND v.disclosure_id = NEW.id AND v.status = now_status) THEN
        RAISE EXCEPTION 'disclosure % is % but its current version is not', NEW.id, now_status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER disclosure_status_was_decided
    AFTER INSERT OR UPDATE OF status, current_version_id
    ON disclosures_disclosure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION disclosure_status_was_decided();

CREATE FUNCTION comment_status_was_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE now_status text;
BEGIN
    SELECT c.status INTO now_status FROM public.disclosures_comment c WHERE c.id = NEW.id;
    IF now_status IN ('published', 'rejected', 'hidden', 'closed') AND NOT decided(
            CASE now_status
                WHEN 'published' THEN ARRAY['publish_comment', 'publish_comment_masked']
                WHEN 'rejected' THEN ARRAY['reject_comment']
                WHEN 'hidden' THEN ARRAY['hide_comment'] ELSE ARRAY['close_comment'] END,
            ARRAY['comment.' || now_status], NEW.subject, NULL, NULL, NEW.id) THEN
        RAISE EXCEPTION 'comment % is % without a decision and its entry', NEW.id, now_status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER comment_status_was_decided AFTER INSERT OR UPDATE OF status
    ON disclosures_comment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION comment_status_was_decided();

CREATE FUNCTION comment_keeps_its_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['status', 'shown_body', 'shown_salts', 'masked_parts', 'office',
    'answer_due_on', 'decided_at', 'answered_at', 'signals'];
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed)
    THEN
        RAISE EXCEPTION 'comment % keeps its words: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_keeps_its_words BEFORE UPDATE OR DELETE ON disclosures_comment
    FOR EACH ROW EXECUTE FUNCTION comment_keeps_its_words();
ALTER TABLE disclosures_comment ENABLE ALWAYS TRIGGER comment_keeps_its_words;

CREATE FUNCTION reference_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status IN ('draft', 'submitted', 'returned') THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'disclosure % has a place in the history: DELETE refused', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.number IS NOT NULL AND (NEW.unit_id, NEW.year, NEW.number, NEW.slug, NEW.short_code,
            NEW.subject) IS DISTINCT FROM (OLD.unit_id, OLD.year, OLD.number, OLD.slug,
            OLD.short_code, OLD.subject) THEN
        RAISE EXCEPTION 'disclosure % keeps its reference for ever', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'withdrawn' AND NEW.status <> 'withdrawn' THEN
        RAISE EXCEPTION 'the withdrawal of disclosure % is final', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reference_stays BEFORE UPDATE OR DELETE ON disclosures_disclosure
    FOR EACH ROW EXECUTE FUNCTION reference_stays();
ALTER TABLE disclosures_disclosure ENABLE ALWAYS TRIGGER reference_stays;
"""

UNDO = (
    """
DROP TRIGGER reference_stays ON disclosures_disclosure;
DROP TRIGGER comment_keeps_its_words ON disclosures_comment;
DROP TRIGGER comment_status_was_decided ON disclosures_comment;
DROP TRIGGER disclosure_status_was_decided ON disclosures_disclosure;
DROP TRIGGER version_status_was_decided ON disclosures_version;
DROP TRIGGER decision_is_by_another ON disclosures_decision;
DROP TRIGGER version_stays_frozen ON disclosures_version;
"""
    + "".join(f"DROP TRIGGER {t}_is_append_only ON disclosures_{t};\n" for t in APPEND_ONLY)
    + "".join(f"DROP TRIGGER {p}_stays_frozen ON disclosures_{p};\n" for p in PARTS)
    + """
DROP FUNCTION reference_stays();
DROP FUNCTION comment_keeps_its_words();
DROP FUNCTION comment_status_was_decided();
DROP FUNCTION disclosure_status_was_decided();
DROP FUNCTION version_status_was_decided();
DROP FUNCTION decided(text[], text[], text, bigint, uuid, bigint);
DROP FUNCTION decision_is_by_another();
DROP FUNCTION part_stays_frozen();
DROP FUNCTION version_stays_frozen();
"""
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_ledger_is_append_only")]

    operations = [migrations.RunSQL(FREEZE + FREEZE_PARTS + GUARDS + FOUR_EYES, UNDO)]
