"""Recomputes everything that the ledger says, from the bytes and rows as they stand.

`log.py` walks one log; `tree.py` makes its tiles and roots again; `rows.py` opens commitments and
holds rows against the entries they claim; `standing.py` holds what pages show of disclosures and
comments against the last entries that tell of them; `shown.py` makes again what follows from
them. Nothing is changed; whatever disagrees is told
in a sentence. Memory stays the same whatever the size.
"""
