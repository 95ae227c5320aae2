"""What a commune owes and by when, derived from the catalogue."""
