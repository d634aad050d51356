"""A pytest plug-in for CI (`-p tests.no_skips`): a test that skips is a test that did not run, so it fails.

The one exception is written below: tests on public data that a checkout may have beside it.
"""

from collections.abc import Generator
from typing import Any

import pytest

MAY_SKIP = ("public data is not beside this checkout",)


def _refuse(report: Any) -> None:
    """Turns a skipped report into a failed one, unless its reason may stand."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if not any(allowed in reason for allowed in MAY_SKIP):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Looks at set-up, call and tear-down of each test."""
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Looks at modules that skip as a whole."""
    report = yield
    _refuse(report)
    return report
