"""Telling people: the outbox, the letters, and how they leave."""
