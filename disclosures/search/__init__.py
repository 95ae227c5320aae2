"""Finding things: how words are folded, what is indexed, what a reader's query means."""
