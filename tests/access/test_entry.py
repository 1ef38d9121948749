"""With no provider configured: who is taken for the local user, by the address listened on and the headers."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import pytest

from dashboard.state import current_viewer

OWN = ("127.0.0.1:8501", "127.8.8.8", "localhost:8501", "localhost", "[::1]:8501")
OTHERS = ("rcat.example.org", "192.168.1.7:8501", "127.0.0.1.example.org:8501", "localhost.example.org", "[", "")


def let_in(monkeypatch: pytest.MonkeyPatch, headers: Mapping[str, str], address: str = "127.0.0.1") -> bool:
    run = SimpleNamespace(
        user=SimpleNamespace(to_dict=dict), context=SimpleNamespace(headers=headers), get_option=lambda _: address
    )
    monkeypatch.setattr(current_viewer, "st", run)
    found = current_viewer.standing()
    assert found is not None
    assert found.viewer is not None or found.denial == "outside"
    return found.viewer is not None


@pytest.mark.parametrize("host", OWN)
def test_this_machine_by_each_of_its_own_names(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert let_in(monkeypatch, {"Host": host})
    assert let_in(monkeypatch, {})


@pytest.mark.parametrize("host", OTHERS)
def test_a_foreign_name_that_means_this_machine_is_outside(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    assert not let_in(monkeypatch, {"Host": host})


@pytest.mark.parametrize("name", ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
                                  "X-Real-Ip"])  # fmt: skip
def test_whatever_was_passed_on_is_outside(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert not let_in(monkeypatch, {"Host": "127.0.0.1:8501", name: "127.0.0.1"})


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "rcat.example.org", ""])  # noqa: S104 - refused
def test_another_address_without_a_provider_is_outside(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert not let_in(monkeypatch, {"Host": "127.0.0.1:8501"}, address)
