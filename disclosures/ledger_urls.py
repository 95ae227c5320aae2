"""The ledger's addresses, the same in every language; programs and printed keys rely on them."""

from django.urls import path, re_path

from disclosures.views import ledger, witness

_LOG = r"(?P<log>\d{5}[b-z]?|\d{2}|cong)"

urlpatterns = [
    path("vkey", ledger.ledger_keys, name="ledger_keys"),
    # as a witness of other portals' logs
    path("nhan-chung/vkey", witness.witness_key, name="witness_key"),
    path("nhan-chung/add-checkpoint", witness.add_checkpoint, name="add_checkpoint"),
    re_path(
        r"^nhan-chung/(?P<digest>[0-9a-f]{64})/checkpoint$",
        witness.seen_checkpoint,
        name="seen_checkpoint",
    ),
    path("policy", ledger.ledger_policy, name="ledger_policy"),
    re_path(rf"^{_LOG}/checkpoint$", ledger.ledger_checkpoint, name="ledger_checkpoint"),
    re_path(rf"^{_LOG}/tile/(?P<rest>[a-z0-9./]+)$", ledger.ledger_tile, name="ledger_tile"),
    re_path(rf"^{_LOG}/entry/(?P<n>0|[1-9]\d{{0,17}})$", ledger.ledger_entry, name="ledger_entry"),
    re_path(
        rf"^{_LOG}/proof/(?P<n>0|[1-9]\d{{0,17}})\.tlog-proof$",
        ledger.ledger_proof,
        name="ledger_proof",
    ),
    re_path(
        rf"^{_LOG}/content/(?P<n>0|[1-9]\d{{0,17}})/(?P<name>[a-z0-9_]+)\.jsonl$",
        ledger.ledger_content,
        name="ledger_content",
    ),
]
