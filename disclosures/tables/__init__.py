"""Typed tables: read from any honest file, checked against a declared schema, never guessed."""
