import pytest

pytest.register_assert_rewrite(
    *(f"tests.worlds.{name}" for name in ("agenda", "boxes", "committee", "explained", "overview", "paper"))
)
