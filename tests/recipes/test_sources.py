"""The drawings of each kind of package, with captions, tags and the keys that vendors share."""

from pathlib import Path

import numpy as np
import pytest
from clipart_sources import openclipart
from emoji_sources import emoji, emoji_3d, flags
from icon_sources import fluent_icons, icons, lucide, material, phosphor, tabler
from packages import SHIPPABLE, known_packages
from sources import SOURCES, chosen_sources

from scotoma.errors import UnknownName
from tests.recipes.archives import BLUE, LEFT, RED, icon_set, shelf_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">%s</svg>'


def test_every_package_may_be_passed_on_and_is_pinned() -> None:
    packages = known_packages()
    assert {source.package for source in SOURCES} | {"emojibase-data"} == set(packages)
    for package in packages.values():
        assert package.licence in SHIPPABLE, package.name
        assert len(package.sha256) == 64
        if package.licence in {"MIT", "ISC"}:
            assert package.licence in package.copyright, package.name


def test_sources_are_chosen_by_vendor_or_set_in_the_corpus_order() -> None:
    assert chosen_sources([]) == SOURCES
    assert [source.vendor for source in chosen_sources(["lucide", "flags"])][-1] == "lucide"
    assert {source.set for source in chosen_sources(["flags"])} == {"flags"}
    with pytest.raises(UnknownName, match=r"named 'twemojis'. Did you mean 'twemoji'\?"):
        chosen_sources(["twemojis"])
    with pytest.raises(UnknownName, match=r"named 'x'. There are: circle-flags, "):
        chosen_sources(["x"])


def test_emoji_carry_unicodes_names_and_skin_tones_are_left_out(tmp_path: Path) -> None:
    tiny = icon_set(
        {"apple": RED, "waving-hand-dark-skin-tone": RED, "adult-dark-skin-tone": RED, "logo": BLUE, "hand": BLUE},
        chars={"1f34e": "apple", "1f44b": "wave"},
        metadata={"categories": {"Brands": ["logo"]}},
        aliases={"wave": {"parent": "hand"}},
    )
    found = {drawing.name: drawing for drawing in emoji(shelf_of(tmp_path, tiny=tiny), "tiny", vendor="tiny")}
    assert list(found) == ["apple", "logo", "hand"]
    assert (found["apple"].caption, found["apple"].key, found["apple"].tags) == ("red apple", "u:1f34e", ("fruit",))
    assert found["apple"].facts == {"group": "food-drink", "subgroup": "food-fruit"}
    assert found["hand"].key == "u:1f44b"  # its code point is listed under an alias only
    assert (found["logo"].key, found["logo"].named_by, found["logo"].tags) == ("u:tiny:logo", "file", ("Brands",))
    only = emoji(shelf_of(tmp_path, tiny=tiny), "tiny", vendor="tiny", only_named=True)
    assert [drawing.name for drawing in only] == ["apple", "hand"]


def test_a_mirrored_alias_is_a_picture_of_its_own(tmp_path: Path) -> None:
    tiny = icon_set(
        {"backhand-index-pointing-left": LEFT},
        aliases={"backhand-index-pointing-right": {"parent": "backhand-index-pointing-left", "hFlip": True}},
    )
    left, right = emoji(shelf_of(tmp_path, tiny=tiny), "tiny", vendor="tiny")
    assert (left.key, right.key) == ("u:1f448", "u:1f449")
    assert np.array_equal(np.asarray(left.draw(32))[:, ::-1], np.asarray(right.draw(32)))
    assert not np.array_equal(np.asarray(left.draw(32)), np.asarray(right.draw(32)))


def test_bitmaps_named_by_code_point(tmp_path: Path) -> None:
    from io import BytesIO

    from PIL import Image

    with BytesIO() as buffer:
        Image.new("RGB", (64, 64), "red").save(buffer, "WEBP", lossless=True)
        data = buffer.getvalue()
    files = {f"package/assets/{code}.webp": data for code in ("1f34e", "1f44b-1f3ff", "ffff")}
    (apple,) = emoji_3d(shelf_of(tmp_path, tiny=files), "tiny")
    assert (apple.caption, apple.key) == ("red apple", "u:1f34e")
    assert apple.draw(16).getpixel((8, 8)) == (255, 0, 0)


def test_a_flag_has_the_key_of_the_flag_emoji(tmp_path: Path) -> None:
    tiny = icon_set({"fr-4x3": BLUE, "fr-1x1": BLUE, "xx-4x3": BLUE})
    (flag,) = flags(shelf_of(tmp_path, tiny=tiny), "tiny", pattern="([a-z]{2})-4x3")
    assert (flag.name, flag.caption, flag.key) == ("fr-4x3", "flag: France", "u:1f1eb-1f1f7")


def test_variants_of_an_icon_share_its_key(tmp_path: Path) -> None:
    tiny = icon_set({"cloud-1-fill": BLUE, "cloud-2-fill": RED, "cloud-1": LEFT})
    found = list(icons(shelf_of(tmp_path, tiny=tiny), "tiny", suffix="-fill", numbered=True))
    assert [(d.name, d.caption, d.key) for d in found] == [
        ("cloud-1-fill", "cloud", "icon:cloud"),
        ("cloud-2-fill", "cloud", "icon:cloud"),
    ]


def test_of_icons_in_several_sizes_the_largest_is_used(tmp_path: Path) -> None:
    tiny = icon_set({"add-16": RED, "add-48": BLUE, "add-20": RED, "odd": RED})
    (add,) = fluent_icons(shelf_of(tmp_path, tiny=tiny), "tiny")
    assert (add.name, add.key) == ("add-48", "icon:add")
    assert add.draw(16).getpixel((8, 8)) == (0, 0, 255)


def test_icons_that_are_files_have_their_tags_and_brands_are_left_out(tmp_path: Path) -> None:
    meta = [
        {"name": "lock-open", "aliases": ["unlocked"], "tags": ["Lock"], "deprecated": False},
        {"name": "gone", "aliases": [], "tags": ["Brand / Logo"], "deprecated": True},
    ]
    shelf = shelf_of(
        tmp_path,
        mdi={"package/meta.json": meta, "package/svg/lock-open.svg": SVG % RED, "package/svg/gone.svg": SVG % RED},
        tabler={
            "package/icons.json": {"key": {"tags": ["open", 2], "category": "Home"}, "logo": {"category": "Brand"}},
            "package/icons/filled/key.svg": SVG % RED,
            "package/icons/filled/logo.svg": SVG % RED,
        },
        lucide={"package/tags.json": {"moon": ["night"]}, "package/icons/moon.svg": SVG % RED},
        phosphor={"package/assets/fill/star-fill.svg": SVG % RED, "package/assets/bold/star-bold.svg": SVG % RED},
    )
    found = [
        *material(shelf, "mdi"),
        *tabler(shelf, "tabler", style="filled"),
        *lucide(shelf, "lucide"),
        *phosphor(shelf, "phosphor", style="fill"),
    ]
    assert [(d.name, d.caption, d.key, d.tags) for d in found] == [
        ("lock-open", "lock open", "icon:lock-open", ("Lock", "unlocked")),
        ("filled_key", "key", "icon:key", ("open", "2", "Home")),
        ("moon", "moon", "icon:moon", ("night",)),
        ("fill_star", "star", "icon:star", ()),
    ]


def clipart(title: str, body: str = RED) -> str:
    tags = "<rdf:li>bag</rdf:li><rdf:li>magick</rdf:li>"
    about = f"<metadata><dc:title>{title}</dc:title>{tags}<dc:description>on\na page</dc:description></metadata>"
    return f'<svg width="100" height="100">{about}{body}</svg>'


def test_clip_art_is_called_by_its_title_unless_many_share_it(tmp_path: Path) -> None:
    root = "usr/share/openclipart/svg"
    files = {f"{root}/theme/shared_{n}_01.svg": clipart("A Theme") for n in "abcd"}
    files |= {f"{root}/bags/z.svg": clipart("  My\n Bag "), f"{root}/shapes/star_300pt.svg": clipart("star")}
    found = {drawing.name: drawing for drawing in openclipart(shelf_of(tmp_path, art=files), "art")}
    assert list(found) == ["bags_z", *(f"theme_shared_{n}_01" for n in "abcd")]
    bag = found["bags_z"]
    assert (bag.caption, bag.tags, bag.key) == ("my bag", ("bag",), "oca:bags/z")
    assert bag.facts == {"category": "bags", "description": "on a page"}
    assert found["theme_shared_a_01"].caption == "shared a"
    assert bag.draw(32).getpixel((16, 16)) == (255, 0, 0)  # without the namespaces that its program left out
