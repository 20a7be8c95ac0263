import pytest
from tests.encoders.contract import check_encoder

from scotoma.encoders import load_encoder
from scotoma.encoders.toy import TOYS


@pytest.mark.parametrize("name", TOYS)
def test_a_weightless_encoder_keeps_the_contract(name: str) -> None:
    check_encoder(load_encoder(f"toy:{name}"))
