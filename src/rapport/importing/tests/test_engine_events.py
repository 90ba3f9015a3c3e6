"""Visits, appointments, payments and prices come in, each with its person."""

from datetime import date

from rapport.appointments.models import Appointment
from rapport.care.models import Payment, PriceItem, Treatment, Visit
from rapport.importing.models import ImportRow
from rapport.importing.tests.engine import bring_in, check, codes, dump, outcomes, take_back
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

BOOKED = "预约号,病历号,预约日期,预约时间,状态,签到时间,开始时间,医生"


def test_a_kept_appointment_is_a_visit_with_its_waiting_time(riverside: Branch, dentist: User) -> None:
    """BOO-4: from arrival to chair."""
    register(riverside, "王芳", file_number="1")
    bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,已完成,09:50,10:20,林岚")
    appointment = Appointment.objects.get()
    assert appointment.visit is not None
    assert (appointment.visit.day, appointment.visit.waiting_minutes) == (date(2024, 3, 5), 30)
    assert appointment.dentist == dentist and appointment.dentist_words == ""


def test_two_kept_appointments_of_a_day_are_two_visits(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    bring_in(
        riverside,
        f"{BOOKED}\nA1,1,2024-03-05,10:00,已完成,,,\nA2,1,2024-03-05,15:00,已完成,,,\nA3,1,2024-03-05,16:00,取消,,,",
    )
    assert (Visit.objects.count(), Appointment.objects.count()) == (2, 3)


def test_an_appointment_that_was_booked_and_then_kept_changes(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,已预约,,,")
    imported = bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,已完成,09:50,10:20,")
    assert outcomes(imported) == ["changed"]
    appointment = Appointment.objects.get()
    assert appointment.state == "done" and appointment.visit is not None
    take_back(imported)
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.visit, Visit.objects.count()) == ("booked", None, 0)


def test_people_come_before_what_refers_to_them_whatever_the_order_of_the_files(riverside: Branch) -> None:
    imported = bring_in(
        riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,已完成,,,", "病历号,姓名,出生日期\n1,王芳,1980-02-03"
    )
    assert imported.counts == {"new": 2}


def test_somebody_whom_nobody_knows_is_refused(riverside: Branch) -> None:
    imported = bring_in(riverside, f"{BOOKED}\nA1,404,2024-03-05,10:00,已完成,,,")
    assert codes(imported) == ["person_unknown"]


def test_a_name_that_only_one_person_has_is_enough_for_a_visit(riverside: Branch) -> None:
    wang = register(riverside, "王芳", file_number="1")
    for number in ("2", "3"):
        register(riverside, "李强", file_number=number)
    imported = bring_in(
        riverside,
        "姓名,就诊日期,治疗项目,金额\n王芳,2024-03-05,洁治,300\n李强,2024-03-05,洁治,300\n刘洋,2024-03-05,洁治,300",
    )
    assert outcomes(imported) == ["new", "refused", "refused"]
    assert codes(imported) == ["person_ambiguous", "person_unknown"]
    assert Visit.objects.get().patient == wang


def test_a_visit_with_a_name_and_a_phone_brings_its_person_along(riverside: Branch) -> None:
    imported = bring_in(
        riverside,
        "姓名,手机号,就诊日期,治疗项目,金额\n王芳,13911112222,2024-03-05,洁治,300\n王芳,13911112222,2024-04-05,补牙,500",
    )
    assert outcomes(imported) == ["new", "new"]
    wang = Patient.objects.get()
    assert wang.visits.count() == 2
    take_back(imported)
    assert not Patient.objects.exists()


VISITS = "病历号,就诊日期,医生,治疗项目,金额,实收"


def test_rows_of_a_day_are_lines_of_one_visit(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300\n1,2024-03-05,林岚,补牙,500,500")
    visit = Visit.objects.get()
    assert [(t.name, t.amount, t.category_id) for t in visit.treatments.order_by("pk")] == [
        ("洁治", 30000, "hygiene"),
        ("补牙", 50000, "filling"),
    ]
    assert sum(Payment.objects.values_list("amount", flat=True)) == 80000


def test_the_treatments_of_a_visit_meet_its_appointment(riverside: Branch) -> None:
    """Whichever of the two files comes first."""
    register(riverside, "王芳", file_number="1")
    bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,已完成,09:50,10:20,")
    bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,300,\n1,2024-04-05,林岚,洁治,300,")
    bring_in(riverside, f"{BOOKED}\nA2,1,2024-04-05,10:00,已完成,09:50,10:20,")
    assert Visit.objects.count() == 2
    for visit in Visit.objects.all():
        assert (visit.treatments.count(), visit.waiting_minutes, visit.appointment.state) == (1, 30, "done")


def test_a_treatment_with_a_corrected_amount_and_a_paid_debt_changes(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    first = bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,300,")
    before = dump()
    second = bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,350,200")
    assert outcomes(second) == ["changed"]
    assert (Treatment.objects.get().amount, Payment.objects.get().amount) == (35000, 20000)
    third = bring_in(riverside, f"{VISITS}\n1,2024-03-05,林岚,洁治,350,350")
    assert (outcomes(third), Payment.objects.get().amount) == (["changed"], 35000)
    take_back(third)
    take_back(second)
    assert dump() == before
    assert first.counts == {"new": 1}


def test_two_equal_lines_of_a_day_are_two_treatments_and_stay_two(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    text = f"{VISITS}\n1,2024-03-05,林岚,补牙,500,\n1,2024-03-05,林岚,补牙,500,"
    assert outcomes(bring_in(riverside, text)) == ["new", "new"]
    assert outcomes(bring_in(riverside, text)) == ["same", "same"]
    assert Treatment.objects.count() == 2


def test_payments_that_overlap_in_two_files_are_taken_once(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    march = "病历号,收费日期,实收金额,支付方式\n1,2024-03-05,300,现金\n1,2024-03-05,300,现金"
    imported = check(riverside, march, march + "\n1,2024-04-05,100,微信")
    assert outcomes(imported) == ["new", "new", "duplicate", "duplicate", "new"]
    assert outcomes(bring_in(riverside, march, march + "\n1,2024-04-05,100,微信")) == [
        "new", "new", "duplicate", "duplicate", "new",
    ]  # fmt: skip
    assert sum(Payment.objects.values_list("amount", flat=True)) == 70000


def test_what_is_paid_is_not_told_twice_beside_payments(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    bring_in(
        riverside,
        f"{VISITS}\n1,2024-03-05,林岚,洁治,300,300",
        "病历号,收费日期,实收金额,支付方式\n1,2024-03-05,300,现金",
    )
    payment = Payment.objects.get(counted=True)
    assert (payment.amount, payment.method, payment.visit) == (30000, "cash", Visit.objects.get())


def test_the_price_list_says_the_category(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1")
    bring_in(riverside, "编码,项目名称,价格,类别\nK77,美丽套餐,1000,美白\nD21X,坏编码,10,补牙", kind="prices")
    assert {item.code: item.category_id for item in PriceItem.objects.all()} == {
        "K77": "whitening",
        "D21X": "filling",
    }
    assert "code_malformed" in codes_of_last()
    bring_in(riverside, "病历号,就诊日期,项目编码,治疗项目,金额\n1,2024-03-05,K77,套餐,1000")
    assert Treatment.objects.get().category_id == "whitening"


def codes_of_last() -> list[str]:
    row = ImportRow.objects.order_by("-pk").first()
    return [found["code"] for found in row.problems] if row else []


def test_a_remark_in_brackets_beside_a_name_does_not_make_it_another(riverside: Branch) -> None:
    register(riverside, "王小明(小朋友)", file_number="4")
    imported = bring_in(riverside, "病历号,姓名,收费日期,实收金额,支付方式\n4,王小明,2024-03-05,300,现金")
    assert outcomes(imported) == ["new"]
    assert Payment.objects.get().patient == Patient.objects.get()


def test_numbers_in_full_width_and_plain_ones_name_one_person(riverside: Branch) -> None:
    bring_in(riverside, "病历号,姓名,出生日期,手机号\nＡ００１,张伟,1985-03-05,13800138000")
    bring_in(riverside, "病历号,姓名,就诊日期,治疗项目,金额\nA001,张伟,2024-03-05,洁治,300")
    assert Visit.objects.get().patient == Patient.objects.get()
