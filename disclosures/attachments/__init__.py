"""Files of a disclosure: judged by their content, stored under their hash."""
