"""Draws are the same everywhere."""

from scotoma.scenes.draws import Draw, noise


def test_the_generator_is_splitmix64() -> None:
    # The first outputs of Vigna's splitmix64.c from seed 1234567.
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    assert noise(1234567, 4).tolist() == expected


def test_a_named_stream_gives_what_the_array_form_gives() -> None:
    draw = Draw("name", 7)
    state = draw._state
    assert [draw.bits() for _ in range(5)] == noise(state, 5).tolist()


def test_streams_with_other_names_are_other_streams() -> None:
    first, same, other = (Draw("pair", "count", seed) for seed in (1, 1, 2))
    drawn = [first.bits() for _ in range(8)]
    assert [same.bits() for _ in range(8)] == drawn
    assert not set(drawn) & {other.bits() for _ in range(8)}


def test_draws_stay_in_their_range_and_reach_its_ends() -> None:
    draw = Draw("range")
    assert {draw.below(3) for _ in range(200)} == {0, 1, 2}
    assert {draw.between(-1, 1) for _ in range(200)} == {-1, 0, 1}
    assert sum(draw.chance(30) for _ in range(2000)) in range(500, 700)


def test_some_of_gives_different_ones_and_all_where_there_are_too_few() -> None:
    draw = Draw("some")
    assert len(set(draw.some_of(range(9), 4))) == 4
    assert sorted(draw.some_of("abc", 5)) == ["a", "b", "c"]
