"""An import is taken back whose payments have earned points and whose people somebody was thanked for (REF-3)."""

from rapport.importing.tests.engine import bring_in, dump, take_back
from rapport.loyalty.giving import hand_over
from rapport.loyalty.models import Account, LedgerLine, Reward
from rapport.loyalty.tests.earned import comes, keep_wallets, terms
from rapport.loyalty.wallet import balances_of, use
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import edit

PEOPLE = "病历号,姓名,介绍人"


def paid(branch: Branch) -> str:
    return f"病历号,就诊日期,治疗项目,金额,实收\n2,{branch.today()},洁治,1000,1000"


def test_nobody_stays_for_points_that_came_by_themselves(riverside: Branch, zhou: Patient, owner: User) -> None:
    """REF-1, REF-3: 李强 was brought by 周雅琴, whose points are taken back with their reason."""
    terms(riverside, owner, referrer_points=50, newcomer_points=20)
    imported = bring_in(riverside, f"{PEOPLE}\n2,李强,{zhou.full_name}", paid(riverside))
    keep_wallets()
    assert balances_of(zhou).points == 50
    assert balances_of(Patient.objects.get(file_number="2")).points == 120
    take_back(imported)
    assert Patient.objects.get() == zhou
    keep_wallets()
    assert balances_of(zhou).points == 0 and not Reward.objects.standing()
    assert LedgerLine.objects.filter(patient=zhou).count() == 2


def test_who_has_used_points_stays(riverside: Branch, zhou: Patient, owner: User, desk: User) -> None:
    """REF-3: what of them is left goes with the payment, and the line says that it was less."""
    terms(riverside, owner)
    imported = bring_in(riverside, f"{PEOPLE}\n2,李强,", paid(riverside))
    keep_wallets()
    li = Patient.objects.get(file_number="2")
    use(li, Account.POINTS, 70, words="洁牙", by=desk, key="a")
    take_back(imported)
    keep_wallets()
    last = LedgerLine.objects.filter(patient=li).latest("pk")
    assert (last.asked, last.amount, last.short) == (-100, -30, True)


def test_the_same_file_again_earns_again(riverside: Branch, owner: User) -> None:
    terms(riverside, owner)
    files = (f"{PEOPLE}\n2,李强,", paid(riverside))
    before = dump()
    imported = bring_in(riverside, *files)
    keep_wallets()
    take_back(imported)
    assert dump() == before
    bring_in(riverside, *files)
    keep_wallets()
    assert balances_of(Patient.objects.get()).points == 100


def test_nobody_stays_for_thanks_of_which_nothing_was_given(riverside: Branch, zhou: Patient, owner: User) -> None:
    """REF-2, REF-3: 李强 brought 王芳, of the same file, and by its word 周雅琴, who stays: the points that she
    had for it are taken back. Whoever stands first in the file."""
    terms(riverside, owner, points_per_100=0, referrer_points=50, newcomer_points=20)
    imported = bring_in(
        riverside,
        f"{PEOPLE}\n3,王芳,李强\n2,李强,\n4,赵敏,李强",
        "\n".join([paid(riverside), *(f"{number},{riverside.today()},洁治,1000,1000" for number in (3, 4))]),
    )
    edit(zhou, referrer=Patient.objects.get(file_number="2"))
    comes(zhou, paying=100)
    keep_wallets()
    zhou.refresh_from_db()
    edit(zhou, referrer=None)
    assert Reward.objects.standing().count() == 3 and balances_of(zhou).points == 20
    take_back(imported)
    assert not imported.journal.exclude(kept="")
    assert Patient.objects.get() == zhou
    assert not Reward.objects.standing() and balances_of(zhou).points == 0
    keep_wallets()
    assert LedgerLine.objects.filter(patient=zhou).count() == 2


def test_who_was_given_something_for_whom_they_brought_stays(riverside: Branch, owner: User, desk: User) -> None:
    """REF-2: and the report of the undoing says so; whom they brought stays as well."""
    terms(riverside, owner)
    files = (f"{PEOPLE}\n2,李强,李明\n3,李明,", paid(riverside))
    imported = bring_in(riverside, *files)
    keep_wallets()
    hand_over(Reward.objects.get(), by=desk)
    take_back(imported)
    assert set(Patient.objects.values_list("file_number", flat=True)) == {"2", "3"}
    assert list(imported.journal.exclude(kept="").values_list("kept", flat=True)) == ["used_since"] * 2
