"""The tamper-evident history. `record.py` is the one door into it."""
