"""The pixels of a seed, once published, stay: hashes of every pattern.

`python tests/scenes/test_golden.py` prints them. A change here changes every benchmark made with `scotoma scenes`: it
needs a line in the changelog.
"""

import hashlib
import sys

import pytest

from scotoma.patterns import PATTERNS
from scotoma.scenes import draw_pair

GOLDEN = {
    "orientation": "e7bf23298608699d083d05a0608450b9a3f18c0aaf23ed4773e0780cc40e43cb",
    "presence": "80a45454ad2eafd510770608895221ca19320968bd29f583163a6cca18bb63e0",
    "state": "f577119698951fcfe2846fa3c9530e0715c05f133e4429be0cdb4cfac2bae489",
    "count": "0d410157ad5766572e3a3da39e85b50e74bdbda563f17ab565ba77afbb7da662",
    "position": "f2b00656507d336a50e32100e9d7310ebf91ad077f5f6159849fcbf310b9a326",
    "colour": "a78de369fcde48e7c3ffae556b9f02de16220ec8637a62695f43daaeb2b4a579",
    "structure": "4a36c54c03a813e68d179f7b838583d7d84bae5450192f3225ff5ed250727141",
    "text": "57d6deeed44536fe4c9176a2ac2730f4fc1b3cc1ce98bedd86b76b028db6e57f",
    "viewpoint": "5aa4aec6994236abb86d1521663a3bc4365009d324cda1841574b7b74bec7cfd",
}


def digest(pattern: str) -> str:
    """The pixels of four pairs, easy to hard, at an odd side."""
    found = hashlib.sha256()
    for seed in range(4):
        pair = draw_pair(pattern, seed, side_px=45, difficulty=seed / 3)
        found.update(pair.image_a.tobytes() + pair.image_b.tobytes())
    return found.hexdigest()


@pytest.mark.parametrize("pattern", [pattern.name for pattern in PATTERNS])
def test_a_seed_still_gives_the_published_pixels(pattern: str) -> None:
    assert digest(pattern) == GOLDEN[pattern]


if __name__ == "__main__":
    for each in PATTERNS:
        sys.stdout.write(f'    "{each.name}": "{digest(each.name)}",\n')
