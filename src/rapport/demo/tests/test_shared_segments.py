"""What the marketers of the demo clinic share can be asked by them."""

from rapport.demo.segments import SHARED, share_segments
from rapport.segmentation.models import Segment
from rapport.staff.models import User


def test_the_segments_are_shared_with_everybody(marketer: User, desk: User) -> None:
    """BAS-4: each of them is a condition that a marketer may ask; a colleague sees it too."""
    share_segments(dict.fromkeys({one.owner for one in SHARED}, marketer))
    assert set(Segment.objects.visible_to(desk).values_list("name", flat=True)) == {one.name for one in SHARED}
