"""The law as data: kinds, tables, holidays, identifiers, rules, each with its source and grade."""
