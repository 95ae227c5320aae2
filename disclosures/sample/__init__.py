"""Illustrative data: invented people and figures on real administrative units and real law."""
