"""The bag that a history is taken out in: making it, and the program that checks it."""
