"""A tiny evaluator for the formulas and checks in table schemas: + - * /, left to right."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

_TOKEN = re.compile(r"\s*([a-z_][a-z0-9_]*|\d+(?:\.\d+)?|<=|[-+*/=])")


# Larger results say nothing about a commune, and would not round to places any more.
_LARGEST = Decimal(10) ** 20


class CannotEvaluate(ValueError):
    """A value is missing, a divisor is zero, or the result is out of all proportion."""


def names(expression: str) -> list[str]:
    """The columns that an expression reads, in order."""
    return re.findall(r"[a-z_][a-z0-9_]*", expression)


def evaluate(expression: str, values: Mapping[str, Decimal | None]) -> Decimal:
    """The value of an expression; blanks count as nothing in sums, but not in products.

    Raises CannotEvaluate when a product or quotient lacks a value, or nothing at all is given.
    """
    if all(values.get(name) is None for name in names(expression)):
        raise CannotEvaluate(expression)
    terms = (_term(sign, factors, values) for sign, factors in _terms(expression))
    result = sum(terms, Decimal(0))
    if abs(result) > _LARGEST:
        raise CannotEvaluate(expression)
    return result


@functools.lru_cache(maxsize=512)
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
    """Whether `a + b = c` or `a <= b` holds; what cannot be evaluated is not judged."""
    left, operator, right = re.split(r"(<=|=)", check)
    if any(values.get(name) is None for name in names(check)):
        return True
    try:
        first, second = evaluate(left, values), evaluate(right, values)
    except CannotEvaluate:
        return True
    if operator == "=":
        return abs(first - second) <= Decimal("0.01")
    return first <= second


type Figures = Sequence[Decimal | int | None]


def compiled(expression: str) -> Callable[[Figures], Decimal | None]:
    """The expression as a function of the values of `names(expression)`, in their order.

    It answers None where `evaluate` would raise. Plain sums take a short way.
    """
    order = names(expression)
    terms = _terms(expression)
    signs = [sign for sign, factors in terms]
    if len(terms) == len(order) and all(
        len(factors) == 1 and not factors[0][1][0].isdigit() for _sign, factors in terms
    ):

        def total(values: Figures) -> Decimal | None:
            known = [
                sign * value for sign, value in zip(signs, values, strict=True) if value is not None
            ]
            return Decimal(sum(known)) if known else None

        return total

    def whole(values: Figures) -> Decimal | None:
        given = {
            name: None if value is None else Decimal(value)
            for name, value in zip(order, values, strict=True)
        }
        try:
            return evaluate(expression, given)
        except CannotEvaluate:
            return None

    return whole


def compiled_check(check: str, tolerance: Decimal) -> Callable[[Figures], bool]:
    """`a + b = c` or `a <= b` as a function of all its values; what lacks one holds."""
    left, operator, right = re.split(r"(<=|=)", check)
    count = len(names(left))
    first, second = compiled(left), compiled(right) if names(right) else None
    constant = None if second else Decimal(right.strip())

    def holds(values: Figures) -> bool:
        one = first(values[:count])
        other = second(values[count:]) if second else constant
        if one is None or other is None:
            return True
        if operator == "=":
            return abs(one - other) <= tolerance
        return one <= other + (tolerance if tolerance > 1 else 0)

    return holds
