"""A time limit can decide an erasure, but only of comments and answers that no page showed."""

from django.db import migrations, models
from django.db.models import Q

GUARD = """
CREATE FUNCTION rule_spares_what_was_shown() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE place text; good boolean;
BEGIN
    FOR place IN SELECT jsonb_array_elements_text(NEW.places) LOOP
        CASE split_part(place, ':', 1)
        WHEN 'comment' THEN
            SELECT c.status IN ('rejected', 'taken_back', 'closed') INTO good
                FROM public.disclosures_comment c
                WHERE c.id = split_part(place, ':', 2)::bigint AND c.unit_id = NEW.unit_id;
        WHEN 'reply' THEN
            SELECT c.status = 'closed' OR c.visibility = 'private' INTO good
                FROM public.disclosures_reply r JOIN public.disclosures_comment c
                    ON c.id = r.comment_id
                WHERE r.id = split_part(place, ':', 2)::bigint AND c.unit_id = NEW.unit_id;
        ELSE
            good := false;
        END CASE;
        IF good IS NOT TRUE THEN
            RAISE EXCEPTION 'redaction by rule %: % may have been shown', NEW.rule, place
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_spares_what_was_shown BEFORE INSERT ON disclosures_redaction
    FOR EACH ROW WHEN (NEW.rule <> '') EXECUTE FUNCTION rule_spares_what_was_shown();
ALTER TABLE disclosures_redaction ENABLE ALWAYS TRIGGER rule_spares_what_was_shown;
"""
BACK = """
DROP TRIGGER rule_spares_what_was_shown ON disclosures_redaction;
DROP FUNCTION rule_spares_what_was_shown();
"""
IS_WHOLE = (
    Q(approved_by__isnull=True, done_at__isnull=True)
    | Q(approved_by__isnull=False, done_at__isnull=False, rule="")
    | Q(approved_by__isnull=True, done_at__isnull=False, basis="retention_over") & ~Q(rule="")
)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0017_search_rows_are_lean")]

    operations = [
        migrations.AddField(
            model_name="redaction",
            name="rule",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.RemoveConstraint(model_name="redaction", name="redaction_approval_is_whole"),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=IS_WHOLE, name="redaction_approval_is_whole"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["decided_at"],
                name="comment_never_shown",
                condition=Q(status__in=("rejected", "taken_back", "closed"), erased__isnull=True),
            ),
        ),
        migrations.RunSQL(GUARD, BACK),
    ]
