"""A tiny evaluator for the formulas and checks in table schemas: + - * /, left to right."""

import re
from collections.abc import Mapping
from decimal import Decimal

_TOKEN = re.compile(r"\s*([a-z_][a-z0-9_]*|\d+(?:\.\d+)?|<=|[-+*/=])")


class CannotEvaluate(ValueError):
    """A value is missing, or a divisor is zero."""


def names(expression: str) -> list[str]:
    """The columns that an expression reads, in order."""
    return re.findall(r"[a-z_][a-z0-9_]*", expression)


def evaluate(expression: str, values: Mapping[str, Decimal | None]) -> Decimal:
    """The value of an expression; blanks count as nothing in sums, but not in products.

    Raises CannotEvaluate when a product or quotient lacks a value, or nothing at all is given.
    """
    if all(values.get(name) is None for name in names(expression)):
        raise CannotEvaluate(expression)
    return sum((_term(sign, factors, values) for sign, factors in _terms(expression)), Decimal(0))


def _terms(expression: str) -> list[tuple[int, list[tuple[str, str]]]]:
    terms: list[tuple[int, list[tuple[str, str]]]] = []
    sign, operator = 1, "*"
    terms.append((1, []))
    for token in _TOKEN.findall(expression):
        if token in "+-":
            sign = 1 if token == "+" else -1
            terms.append((sign, []))
            operator = "*"
        elif token in "*/":
            operator = token
        else:
            terms[-1][1].append((operator, token))
    return [term for term in terms if term[1]]


def _term(
    sign: int, factors: list[tuple[str, str]], values: Mapping[str, Decimal | None]
) -> Decimal:
    result = Decimal(sign)
    for operator, token in factors:
        number = Decimal(token) if token[0].isdigit() else values.get(token)
        if number is None:
            if len(factors) > 1:
                raise CannotEvaluate(token)
            return Decimal(0)
        if operator == "/":
            if number == 0:
                raise CannotEvaluate(token)
            result /= number
        else:
            result *= number
    return result


def holds(check: str, values: Mapping[str, Decimal | None]) -> bool:
    """Whether `a + b = c` or `a <= b` holds; a check that lacks a value is not judged."""
    left, operator, right = re.split(r"(<=|=)", check)
    if any(values.get(name) is None for name in names(check)):
        return True
    first, second = evaluate(left, values), evaluate(right, values)
    if operator == "=":
        return abs(first - second) <= Decimal("0.01")
    return first <= second
