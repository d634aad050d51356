"""The examples for developers run as they stand."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from foundation.charts import specs
from foundation.charts.svg import draw
from foundation.charts.views import payload

EXAMPLES = re.findall(r"```python\n(.*?)```", (Path(settings.BASE_DIR) / "docs/developers/charts.md").read_text(), re.S)


def built(example: str) -> specs.Chart:
    """Run an example and return the chart that its last expression builds."""
    tree = ast.parse(example)
    names: dict[str, object] = {}
    *imports, last = tree.body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(imports, []), "example", "exec"), names)  # noqa: S102 - our own documentation
    chart = eval(compile(ast.Expression(last.value), "example", "eval"), names)  # noqa: S307
    assert isinstance(chart, specs.Chart)
    return chart


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_drawn(example: str) -> None:
    chart = built(example)

    assert draw(chart)
    assert payload(chart)["empty"] is None


def test_every_kind_has_an_example() -> None:
    kinds = {kind.__name__ for kind in specs.Chart.__subclasses__()}

    assert {type(built(example)).__name__ for example in EXAMPLES} == kinds
