"""What the tests of rollouts share."""

from tests.governance.conftest import days_pass

__all__ = ["days_pass"]
