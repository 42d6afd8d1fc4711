"""The shipped running example is promised word for word."""

from hashlib import sha256

from helpwright.entry.shipped import read_blueprint

PROMISED = "1e4a57ef27a60148aa9c934f1a413b9d8687fcea5e2de1c3b84f4b4598152cbc"


def test_the_running_example_is_as_promised() -> None:
    text = read_blueprint("service_desk")

    assert sha256(text.encode()).hexdigest() == PROMISED, "changing this file changes what others rely on: decide first"
