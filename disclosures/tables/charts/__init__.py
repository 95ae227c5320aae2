"""Charts as data and as SVG: pure functions from plain values, drawn on the page and as pictures.

Which chart a kind of disclosure gets stands in its catalogue record. Nothing here reads a database.
"""
