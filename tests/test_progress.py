import io

from scotoma.progress import silent, terminal_progress


def test_where_there_is_no_terminal_the_last_word_is_a_plain_line() -> None:
    stream = io.StringIO()
    with terminal_progress(stream)("embedding", total=4, unit="images", done=1) as advance:
        advance(3)
    assert stream.getvalue().startswith("embedding: 4 of 4 images, ")
    assert stream.getvalue().count("\n") == 1


def test_silence_takes_steps_and_says_nothing() -> None:
    with silent("embedding", 4, "images") as advance:
        advance(4)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar() -> None:
    stream = Terminal()
    with terminal_progress(stream)("mining", total=2, unit="tiles") as advance:
        advance(1)
        advance(1)
    assert "mining" in stream.getvalue()
    assert "2/2" in stream.getvalue()
