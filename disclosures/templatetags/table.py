"""The rows of a table, drawn in Python: what a page has most of is drawn fastest."""

from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosures.rules import masking
from disclosures.templatetags.congkhai import masked, own_language

register = template.Library()


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """The rows and totals of a `queries.tables.TablePage` as `<tr>` elements.

    A wide table has a thousand cells, and a template asks six questions about each: written in the
    template's own language the cells alone took three quarters of a page's time.
    """
    own = own_language()
    missing = f'<span class="na">–<span class="vh"{own}> {escape(_("no figure"))}</span></span>'
    openings = [_cell_opening(column, is_stack=table.mode == "stack") for column in table.columns]
    lines = []
    for row in table.rows:
        cells = [f'<th scope="row"{' class="i1"' if row.indent else ""}>']
        cells.append(f"{_cell(row.cells[0])}</th>" if row.cells else "</th>")
        for opening, text in zip(openings[1:], row.cells[1:], strict=True):
            cells.append(f"{opening}{_cell(text) or missing}</td>")
        look = f' class="{row.look}"' if row.look else ""
        lines.append(f"<tr{look}>{''.join(cells)}</tr>")
    if table.totals:
        sums = (
            f"{opening}{escape(text)}</td>"
            for opening, text in zip(openings[1:], table.totals[1:], strict=True)
        )
        lines.append(
            f'<tr class="t"><th scope="row"{own}>{escape(_("Total"))}</th>{"".join(sums)}</tr>'
        )
    return mark_safe("\n".join(lines))


def _cell_opening(column: Any, *, is_stack: bool) -> str:
    label = f' data-l="{escape(column.title)}"' if is_stack else ""
    return f"<td{label}{' class="r"' if column.is_numeric else ''}>"


def _cell(text: str) -> str:
    return str(masked(text)) if masking.COVER in text else escape(text)
