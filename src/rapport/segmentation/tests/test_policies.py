import pytest

from rapport.people.models.standing import Scheme
from rapport.segmentation.policies.reading import read_policy, shipped_text
from rapport.segmentation.vocabulary import vocabulary


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", list(Scheme))
def test_shipped(scheme):
    policy = read_policy(shipped_text(scheme), vocabulary())
    assert policy.grades
