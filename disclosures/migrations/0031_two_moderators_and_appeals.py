"""Some rules take two moderators, and a refusal can be looked at again by another."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import disclosures.vocabulary

GUARD = """
ALTER TABLE disclosures_appeal ADD CONSTRAINT appeal_has_its_entry
    FOREIGN KEY (entry_log, entry_idx) REFERENCES ledger_entry (log_id, idx)
    DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION appeal_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.decision_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM public.disclosures_comment c
                WHERE c.id = NEW.comment_id AND c.status IN ('rejected', 'hidden')) THEN
            RAISE EXCEPTION 'an appeal is lodged against a refusal and decided on afterwards'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.decision_id IS NOT NULL
        OR (to_jsonb(NEW) - 'decision_id') IS DISTINCT FROM (to_jsonb(OLD) - 'decision_id')
        OR NOT EXISTS (SELECT 1 FROM public.disclosures_decision d WHERE d.id = NEW.decision_id
            AND d.verb = 'decide_appeal' AND d.comment_id = NEW.comment_id) THEN
        RAISE EXCEPTION 'appeal % stays as it was lodged: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_stays BEFORE INSERT OR UPDATE OR DELETE ON disclosures_appeal
    FOR EACH ROW EXECUTE FUNCTION appeal_stays();
ALTER TABLE disclosures_appeal ENABLE ALWAYS TRIGGER appeal_stays;

CREATE FUNCTION refusal_is_by_others() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE first_by bigint; first_author bigint;
BEGIN
    IF NEW.verb = 'decide_appeal' THEN
        SELECT d.by_id, d.author_id INTO first_by, first_author
            FROM public.disclosures_decision d
            WHERE d.comment_id = NEW.comment_id AND d.verb IN ('reject_comment', 'hide_comment')
            ORDER BY d.id DESC LIMIT 1;
        IF first_by IS NULL OR NEW.author_id IS DISTINCT FROM first_by
            OR NEW.by_id = first_by OR NEW.by_id = first_author THEN
            RAISE EXCEPTION 'decision: an appeal is decided by somebody without a part in the first'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.verb IN ('reject_comment', 'hide_comment') AND EXISTS (
            SELECT 1 FROM public.disclosures_moderationrule r
            WHERE r.number = NEW.reason_code AND r.needs_second) THEN
        SELECT c.refusal_proposed_by_id INTO first_by FROM public.disclosures_comment c
            WHERE c.id = NEW.comment_id AND c.refusal_rule = NEW.reason_code;
        IF first_by IS NULL OR NEW.author_id IS DISTINCT FROM first_by OR NEW.by_id = first_by THEN
            RAISE EXCEPTION 'decision: this rule takes two moderators'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refusal_is_by_others BEFORE INSERT ON disclosures_decision
    FOR EACH ROW EXECUTE FUNCTION refusal_is_by_others();
ALTER TABLE disclosures_decision ENABLE ALWAYS TRIGGER refusal_is_by_others;
"""

UNGUARD = """
DROP TRIGGER refusal_is_by_others ON disclosures_decision;
DROP FUNCTION refusal_is_by_others();
DROP TRIGGER appeal_stays ON disclosures_appeal;
DROP FUNCTION appeal_stays();
ALTER TABLE disclosures_appeal DROP CONSTRAINT appeal_has_its_entry;
"""

_STATUS = """
CREATE OR REPLACE FUNCTION comment_status_was_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE now_status text;
BEGIN
    SELECT c.status INTO now_status FROM public.disclosures_comment c WHERE c.id = NEW.id;
    IF now_status IN ('published', 'rejected', 'hidden', 'closed') AND NOT decided(
            CASE now_status
                WHEN 'published' THEN ARRAY['publish_comment', 'publish_comment_masked'MORE]
                WHEN 'rejected' THEN ARRAY['reject_comment']
                WHEN 'hidden' THEN ARRAY['hide_comment'] ELSE ARRAY['close_comment'] END,
            ARRAY['comment.' || now_status], NEW.subject, NULL, NULL, NEW.id) THEN
        RAISE EXCEPTION 'comment % is % without a decision and its entry', NEW.id, now_status
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""
STATUS = _STATUS.replace("MORE", ", 'decide_appeal'")
OLD_STATUS = _STATUS.replace("MORE", "")

_WORDS = """
CREATE OR REPLACE FUNCTION comment_keeps_its_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE allowed text[] := ARRAY['status', 'shown_body', 'shown_salts', 'masked_parts', 'office',
    'answer_due_on', 'decided_at', 'answered_at', 'signals'MORE];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.erased IS NULL AND NEW.erased IS NOT NULL
        AND NEW.erased ?& ARRAY['name', 'village', 'row', 'text'] AND NEW.salts <> OLD.salts THEN
        allowed := ARRAY['name', 'village', 'row_key', 'body', 'salts', 'shown_body',
            'shown_salts', 'erased'];
    END IF;
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - allowed) IS DISTINCT FROM (to_jsonb(OLD) - allowed)
    THEN
        RAISE EXCEPTION 'comment % keeps its words: % refused', OLD.id, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
WORDS = _WORDS.replace(
    "MORE",
    ", 'refusal_rule',\n    'refusal_proposed_by_id', 'revision_reason', 'revision_asked_at'",
)
OLD_WORDS = _WORDS.replace("MORE", "")


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0030_scans_are_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_log", models.BigIntegerField(editable=False)),
                ("entry_idx", models.BigIntegerField(editable=False)),
                ("lodged_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ModerationRule",
            fields=[
                ("number", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("needs_second", models.BooleanField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_needs_four_eyes",
        ),
        migrations.AddField(
            model_name="comment",
            name="refusal_proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="refusal_rule",
            field=models.CharField(blank=True, max_length=8),
        ),
        migrations.AddField(
            model_name="comment",
            name="revision_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="comment",
            name="revision_reason",
            field=models.CharField(
                blank=True, choices=disclosures.vocabulary.RevisionReason.pairs, max_length=24
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refusal_proposed_by__isnull", True), ("refusal_rule", "")),
                    models.Q(
                        models.Q(("refusal_rule", ""), _negated=True),
                        ("refusal_proposed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="comment_refusal_proposal_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revision_asked_at__isnull", True), ("revision_reason", "")),
                    models.Q(
                        models.Q(("revision_reason", ""), _negated=True),
                        ("revision_asked_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="comment_revision_request_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "verb__in",
                            (
                                "approve_disclosure",
                                "review_urgent",
                                "withdraw_disclosure",
                                "override_privacy",
                                "decide_appeal",
                            ),
                        ),
                        _negated=True,
                    ),
                    models.Q(("reason_code", "private_data"), ("verb", "withdraw_disclosure")),
                    models.Q(
                        ("author__isnull", False),
                        models.Q(("author", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_needs_four_eyes",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="comment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appeal",
                to="disclosures.comment",
            ),
        ),
        migrations.AddField(
            model_name="appeal",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="disclosures.decision",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("decision__isnull", True)),
                fields=["lodged_at", "id"],
                name="appeal_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.UniqueConstraint(
                fields=("entry_log", "entry_idx"), name="appeal_one_entry_each"
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(STATUS, OLD_STATUS),
        migrations.RunSQL(WORDS, OLD_WORDS),
    ]
