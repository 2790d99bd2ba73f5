"""Tests that share what a fixture of their module made stay on one worker; else each worker makes it anew."""

import pytest


@pytest.fixture(scope="module")
def made() -> object:
    return object()


def test_a_fixture_of_a_module_keeps_its_tests_together(made: object, request: pytest.FixtureRequest) -> None:
    if not hasattr(request.config, "workerinput"):
        pytest.skip("there is one process")
    assert request.node.nodeid.endswith("@tests/host/test_workers.py"), "pytest and pytest-xdist do not fit"
