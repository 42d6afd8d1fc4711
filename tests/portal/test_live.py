"""A customer's open page hears of its own ticket and of nothing else."""

from uuid import uuid4

from helpwright.portal.links import Follower

FORM = "service_desk.ticket"


def test_of_a_message_only_their_own_record_is_theirs() -> None:
    mine, other = uuid4(), uuid4()
    follower = Follower(FORM, mine)
    assert follower.sees(FORM, [other, mine]) == [mine]
    assert follower.sees(FORM, [other]) == []
    for dataset in ("tasks", "messages", "service_desk.customer"):
        assert follower.sees(dataset, [mine]) == []
