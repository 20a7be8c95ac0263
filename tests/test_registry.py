import pytest

from scotoma.errors import UnknownName
from scotoma.registry import Registry

KINDS: Registry[object] = Registry("kind", "scotoma.test", {"ordered": "collections:OrderedDict"})


def test_a_builtin_name_is_imported_when_asked_for() -> None:
    from collections import OrderedDict

    assert KINDS.load("ordered") is OrderedDict


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"No kind is named 'orderd'. Did you mean 'ordered'\?"):
        KINDS.load("orderd")


def test_a_name_like_no_other_gets_them_all() -> None:
    with pytest.raises(UnknownName, match=r"No kind is named 'zzz'. Known: ordered."):
        KINDS.load("zzz")
