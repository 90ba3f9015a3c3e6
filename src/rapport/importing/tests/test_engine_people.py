"""People come in: who is new, who is known, what a file changes, and what it never does."""

from datetime import date

import pytest

from rapport.importing.models import ImportRow
from rapport.importing.reasons import problem_sentence
from rapport.importing.tests.engine import bring_in, check, codes, dump, outcomes, take_back
from rapport.people.actions import withdraw_consent
from rapport.people.models import Consent, ContactPoint, Patient, SearchTerm
from rapport.people.models.consent_text import Purpose
from rapport.segmentation.models import GradeCount
from rapport.staff.models import Branch
from tests.cast import register

HEAD = "病历号,姓名,性别,出生日期,手机号,地址"


def test_nothing_is_written_before_the_click(riverside: Branch) -> None:
    before = dump()
    imported = check(riverside, f"{HEAD}\n1,王芳,女,1980-02-03,13911112222,滨江路1号")
    assert outcomes(imported) == ["new"]
    assert dump() == before


def test_everything_a_row_says_stands_on_the_card(riverside: Branch) -> None:
    bring_in(riverside, f"{HEAD}\n0012,王芳,女,1980年2月3日,13911112222,滨江路1号")
    wang = Patient.objects.get()
    assert (wang.file_number, wang.full_name, wang.family_name, wang.sex) == ("0012", "王芳", "王", "female")
    assert (wang.birth_date, wang.address, wang.branch) == (date(1980, 2, 3), "滨江路1号", riverside)
    assert ContactPoint.objects.get().value == "+8613911112222"


def test_a_number_that_cannot_be_dialled_is_kept_and_flagged(riverside: Branch) -> None:
    imported = bring_in(riverside, f"{HEAD}\n1,王芳,女,1980-02-03,1391111,")
    contact = ContactPoint.objects.get()
    assert (contact.value, contact.valid) == ("1391111", False)
    assert "phone_short" in codes(imported)


def test_imported_twice_nothing_changes(riverside: Branch) -> None:
    text = f"{HEAD}\n1,王芳,女,1980-02-03,13911112222,滨江路1号\n,李强,男,,,\n,李强,男,,,"
    bring_in(riverside, text)
    before = dump()
    again = bring_in(riverside, text)
    assert outcomes(again) == ["same", "same", "same"]
    assert dump() == before


def test_a_file_saved_anew_in_another_order_of_columns_doubles_nobody(riverside: Branch) -> None:
    bring_in(riverside, "姓名,性别,地址\n李强,男,滨江路1号\n李强,男,滨江路1号\n张敏,女,江南路5号")
    again = bring_in(riverside, "地址;性别;姓名\n滨江路1号;男;李强\n滨江路1号;男;李强\n江南路5号;女;张敏")
    assert outcomes(again) == ["same", "same", "same"]
    assert Patient.objects.count() == 3


def test_two_people_who_share_a_name_stay_two(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,出生日期\n王伟,1980-02-03\n王伟,1991-07-08\n王伟,")
    assert outcomes(imported) == ["new", "new", "new"]


def test_father_and_son_with_one_phone_and_one_name_stay_two(riverside: Branch) -> None:
    imported = bring_in(
        riverside, "姓名,出生日期,手机号\n王伟,1950-02-03,13911112222\n王伟,1981-07-08,13911112222"
    )
    assert outcomes(imported) == ["new", "new"]


def test_the_same_phone_and_a_similar_name_are_one_person(riverside: Branch) -> None:
    register(riverside, "王芳", phone="+8613911112222")
    imported = bring_in(riverside, "姓名,手机号,地址\n王 芳,139-1111-2222,滨江路1号")
    assert outcomes(imported) == ["changed"]
    assert Patient.objects.get().address == "滨江路1号"


def test_a_phone_of_a_whole_family_does_not_make_them_one(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,手机号\n王芳,13911112222\n刘洋,13911112222\n刘小宝,13911112222")
    assert outcomes(imported) == ["new", "new", "new"]


def test_the_second_of_two_rows_about_one_person_is_a_duplicate_of_the_first(riverside: Branch) -> None:
    imported = check(riverside, "姓名,出生日期,性别\n王芳,1980-02-03,女\n王 芳,1980-02-03,女")
    assert outcomes(imported) == ["new", "duplicate"]
    first, second = ImportRow.objects.order_by("line")
    assert second.twin_id == first.pk
    done = bring_in(riverside, "姓名,出生日期,性别\n王芳,1980-02-03,女\n王 芳,1980-02-03,女")
    assert outcomes(done) == ["new", "duplicate"]
    assert Patient.objects.count() == 1


def test_the_preview_finds_a_twin_far_above(riverside: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The earlier row stands in another batch, so that it is found in the base alone."""
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", 1)
    text = "姓名,出生日期,手机号\n王芳,1980-02-03,13911112222\n刘洋,1975-01-01,\n王芳,,13911112222"
    assert outcomes(check(riverside, text)) == ["new", "new", "duplicate"]
    assert outcomes(bring_in(riverside, text)) == ["new", "new", "duplicate"]


def test_a_change_is_shown_before_and_after(riverside: Branch) -> None:
    bring_in(riverside, f"{HEAD}\n1,王芳,女,1980-02-03,13911112222,滨江路1号")
    imported = bring_in(riverside, f"{HEAD}\n1,王芳,女,1980-02-03,13911112222,江南路5号")
    row = ImportRow.objects.get(sheet__file__imported=imported)
    assert row.changes == [{"field": "address", "before": "滨江路1号", "after": "江南路5号"}]
    assert Patient.objects.get().address == "江南路5号"


def test_an_old_file_brought_in_again_says_what_it_says(riverside: Branch) -> None:
    """A, then B, then A again: the third is a change back, not something known."""
    first = f"{HEAD}\n1,王芳,女,1980-02-03,,滨江路1号"
    for text, outcome, address in (
        (first, "new", "滨江路1号"),
        (first.replace("滨江路1号", "江南路5号"), "changed", "江南路5号"),
        (first, "changed", "滨江路1号"),
        (first, "same", "滨江路1号"),
    ):
        assert outcomes(bring_in(riverside, text)) == [outcome]
        assert Patient.objects.get().address == address


def test_an_empty_cell_erases_nothing(riverside: Branch) -> None:
    bring_in(riverside, f"{HEAD}\n1,王芳,女,1980-02-03,13911112222,滨江路1号")
    before = dump()
    assert outcomes(bring_in(riverside, f"{HEAD}\n1,王芳,,,无,—")) == ["same"]
    assert dump() == before


def test_a_number_that_would_turn_one_person_into_another_is_refused(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="7", birth_date=date(1980, 2, 3))
    before = dump(["PatientFacts", "Standing"])
    imported = bring_in(riverside, f"{HEAD}\n7,刘建国,男,1951-09-09,,")
    assert outcomes(imported) == ["refused"]
    (problem,) = ImportRow.objects.get().problems
    assert problem["code"] == "number_conflict"
    assert "王芳" in problem_sentence(problem)
    assert dump(["PatientFacts", "Standing"]) == before


def test_a_married_name_is_a_change(almaty: Branch) -> None:
    register(almaty, "Мария Иванова", file_number="7", birth_date=date(1990, 5, 6))
    imported = bring_in(almaty, "Номер карты;ФИО;Дата рождения\n7;Мария Петрова;06.05.1990")
    assert outcomes(imported) == ["changed"]
    assert Patient.objects.get().full_name == "Мария Петрова"
    assert SearchTerm.objects.filter(term="петрова").exists()


def test_who_may_be_two_people_is_refused_with_their_names(riverside: Branch) -> None:
    for number in ("1", "2"):
        register(riverside, "王芳", file_number=number, birth_date=date(1980, 2, 3))
    imported = bring_in(riverside, "姓名,出生日期,地址\n王芳,1980-02-03,滨江路1号")
    assert codes(imported) == ["person_ambiguous"]


def test_nobody_comes_back_to_life(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="7", deceased=True, died_on=date(2020, 1, 2))
    bring_in(riverside, "病历号,姓名,是否死亡,地址\n7,王芳,否,江南路5号")
    wang = Patient.objects.get()
    assert (wang.deceased, wang.died_on, wang.address) == (True, date(2020, 1, 2), "江南路5号")


def test_a_withdrawn_consent_is_not_given_again_by_a_file(riverside: Branch) -> None:
    """REC-11: a history, never overwritten."""
    wang = register(riverside, "王芳", file_number="7")
    withdrawal = withdraw_consent(wang, Purpose.PROCESSING, by=None)
    bring_in(riverside, "病历号,姓名,知情同意\n7,王芳,是")
    assert Consent.objects.get() == withdrawal


def test_files_write_no_ring_of_referrers(riverside: Branch) -> None:
    """REF-4: of 甲 by 丙, 乙 by 甲, 丙 by 乙 the last stays words, in one file or in another later."""
    bring_in(riverside, "病历号,姓名,介绍人\n1,甲,丙\n2,乙,甲\n3,丙,乙\n4,丁,")
    first, second, third, fourth = Patient.objects.order_by("file_number")
    assert (first.referrer, second.referrer) == (third, first)
    assert (third.referrer, third.referrer_words) == (None, "乙")
    bring_in(riverside, "病历号,姓名,介绍人\n4,丁,乙\n3,丙,丁")
    fourth.refresh_from_db()
    third.refresh_from_db()
    assert fourth.referrer == second and third.referrer is None


def test_words_become_sources_tags_households_and_links(riverside: Branch) -> None:
    bring_in(
        riverside,
        "病历号,姓名,来源,标签,介绍人,知情同意\n1,刘小宝,朋友推荐,VIP;种植,王芳,是\n2,王芳,抖音,VIP,查无此人,",
    )
    child, wang = Patient.objects.order_by("file_number")
    assert child.source is not None and (child.source.name, child.source.kind) == ("朋友推荐", "referral")
    assert {str(tagged.tag.built_in or tagged.tag.name) for tagged in child.tagged.all()} == {"VIP", "implant"}
    assert (child.referrer, child.referrer_words) == (wang, "")
    assert (wang.referrer, wang.referrer_words) == (None, "查无此人")
    assert child.consents.get().purpose == Purpose.PROCESSING


def test_rows_of_another_branch_are_refused(riverside: Branch, almaty: Branch) -> None:
    imported = bring_in(riverside, "姓名,出生日期,院区\n王芳,1980-02-03,滨江院\n李强,1980-02-03,Алматы")
    assert outcomes(imported) == ["new", "refused"]
    assert codes(imported) == ["other_branch"]


def test_people_of_another_branch_are_not_touched(riverside: Branch, almaty: Branch) -> None:
    register(almaty, "王芳", file_number="1", phone="+8613911112222")
    assert outcomes(bring_in(riverside, f"{HEAD}\n1,王芳,女,,13911112222,")) == ["new"]


def test_a_placeholder_for_a_phone_names_nobody(riverside: Branch) -> None:
    people = "\n".join(f"王芳,13800000000,路{n}号" for n in range(25))
    imported = bring_in(riverside, f"姓名,手机号,地址\n{people}")
    again = check(riverside, "姓名,手机号,地址\n王芳,13800000000,新路1号")
    assert imported.state == "applied"
    assert outcomes(again) in (["new"], ["changed"])


def test_who_came_in_is_counted_the_same_day(riverside: Branch) -> None:
    """LOY-3: the months in Insights show no other base than the table beside them; undone, neither does."""
    imported = bring_in(riverside, f"{HEAD}\n1,王芳,女,1980-02-03,13911112222,\n2,李强,男,,13911113333,")
    counted = GradeCount.objects.filter(branch=riverside, scheme="prospect")
    assert sum(counted.values_list("people", flat=True)) == 2
    take_back(imported)
    assert not counted.exists()
