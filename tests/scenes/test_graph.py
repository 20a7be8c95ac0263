"""The facts in which two scenes differ."""

from dataclasses import replace

from scotoma.scenes import Background, Scene, Thing, differences

CAR = Thing("car", "car", 1000, 2000, 900, "red", "blue", facts=(("rack", "no"), ("view", "from the side")))
APPLES = tuple(Thing(f"apple {n}", "apple", 500 * n, 500, 300, "red", "blue") for n in (1, 2, 3))
SCENE = Scene(Background("plain", ("cream", "sand"), 5), "flat", (CAR, *APPLES))


def with_car(car: Thing) -> Scene:
    return replace(SCENE, things=(car, *APPLES))


def test_equal_scenes_differ_in_nothing_and_are_one_key() -> None:
    again = replace(SCENE)
    assert differences(SCENE, again) == []
    assert len({SCENE, again}) == 1


def test_each_fact_of_a_thing_is_one_difference() -> None:
    assert differences(SCENE, with_car(replace(CAR, facing="left"))) == ["car, facing: right -> left"]
    assert differences(SCENE, with_car(replace(CAR, x=1, y=2))) == ["car, place: (1000, 2000) -> (1, 2)"]
    assert differences(SCENE, with_car(replace(CAR, facts=(("rack", "yes"), ("view", "from the side"))))) == [
        "car, rack: no -> yes"
    ]
    assert (
        len(
            differences(
                SCENE, with_car(replace(CAR, colour="blue", size=3, depth=1, angle=9, accent="red", kind="bus"))
            )
        )
        == 6
    )


def test_missing_things_are_counted_once_a_kind() -> None:
    one = replace(SCENE, things=(CAR, APPLES[0]))
    assert differences(SCENE, one) == ["number of apple: 3 -> 1"]
    assert differences(one, SCENE) == ["number of apple: 1 -> 3"]


def test_style_background_and_order_are_facts_too() -> None:
    other = Scene(replace(SCENE.background, seed=6), "sketched", (*APPLES, CAR))
    assert [found.split(":")[0] for found in differences(SCENE, other)] == ["background", "order", "style"]
