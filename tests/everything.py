"""One row of everything that pages are about, for one person: made through the actions where there are any."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import cached_property

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import confirm
from rapport.appointments.models import (
    Absence,
    AbsenceKind,
    Appointment,
    AppointmentState,
    BookedThrough,
    Chair,
    ExtraHours,
    Series,
    Service,
    TimeOffer,
    WaitingEntry,
)
from rapport.appointments.planning import NewAbsence, NewExtra, add_absence, add_extra_hours
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.care.actions import (
    NewOption,
    NewVisit,
    give_time_to_think,
    note_findings,
    note_interruption,
    present_plan,
    start_course,
    write_visit,
)
from rapport.care.models import (
    Course,
    Finding,
    Interruption,
    Photo,
    PhotoPair,
    Plan,
    PlanOption,
    ThinkingTime,
    Treatment,
    Visit,
)
from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.complaints import NewComplaint, raise_with_link
from rapport.feedback.meeting import meeting_of, write_minute
from rapport.feedback.models import (
    Complaint,
    Heard,
    Loss,
    Minute,
    Promise,
    Question,
    Review,
    ServiceForm,
    Slip,
    Survey,
    Through,
)
from rapport.feedback.promises import NewPromise, promise
from rapport.feedback.questions import install_questions, sheet_of
from rapport.feedback.reviews import open_review, write_review
from rapport.importing.models import Import, ImportFile, ImportRow, ImportSheet, Outcome
from rapport.importing.recognising.mapping import Mapping
from rapport.lib import clock
from rapport.outreach.accounts import save_account
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import Answer, ChannelAccount, Message, Pause, Task, TaskRule, Template
from rapport.outreach.outbox import write_message
from rapport.outreach.pausing import pause_contact
from rapport.people.actions import give_consent, write_note
from rapport.people.actions.signing import open_signing
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.telling_apart import tell_apart
from rapport.people.models import (
    Consent,
    LikelyDuplicate,
    Mention,
    Merge,
    Note,
    Patient,
    Questionnaire,
    QuestionnaireAnswer,
    Tag,
    TwoPeople,
)
from rapport.people.questionnaires import give_questionnaire, open_on_paper, open_questionnaire
from rapport.segmentation.models import Segment
from rapport.segmentation.worklists.shipping import install_rules
from rapport.staff.actions import add_user
from rapport.staff.models import User
from rapport.staff.roles import Role
from rapport.web.models import SavedView
from tests.cast import register


@dataclass(frozen=True)
class Everything:
    """What there is of `patient`, each made when it is first asked for, by `by`.

    `words` stand wherever somebody can write, `amount` (minor units) wherever there is one.
    """

    patient: Patient
    by: User
    words: str = ""
    amount: int = 100
    cells: list[str] = field(default_factory=lambda: ["同名人"])

    @cached_property
    def question(self) -> Question:
        install_questions()
        return Question.objects.asked().get(key="waiting")

    @cached_property
    def task_rule(self) -> TaskRule:
        install_rules()
        return TaskRule.objects.get(key="recall_hygiene")

    @cached_property
    def other(self) -> Patient:
        """Somebody who is likely the same person."""
        other = register(self.patient.branch, "同名人", remark=self.words)
        first, second = sorted((self.patient, other), key=lambda one: one.pk)
        LikelyDuplicate.objects.get_or_create(first=first, second=second, defaults={"reason": "same_phone"})
        return other

    @cached_property
    def two(self) -> TwoPeople:
        return tell_apart(self.patient, register(self.patient.branch, "另一人"), by=self.by)

    @cached_property
    def merge(self) -> Merge:
        lost = register(self.patient.branch, self.patient.full_name, remark=self.words)
        return merge_patients(self.patient.pk, lost.pk, picks={}, by=self.by)

    @cached_property
    def channel(self) -> ChannelAccount:
        branch = self.patient.branch
        account = ChannelAccount(name=f"Bot {self.patient.pk}", provider="telegram", branch=branch)
        return save_account(account, {"bot": "RiversideBot", "token": "123:ABC"})

    @cached_property
    def answer(self) -> Answer:
        """Of a sender whom nobody knows."""
        word = Word("4711", self.words or "hello", id=str(self.patient.pk))
        found = take_word(self.channel, word)
        assert found is not None
        return found

    @cached_property
    def colleague(self) -> User:
        name = f"colleague{self.patient.pk}"
        return add_user(name, name=name, password=None, roles=[(Role.DENTIST, self.patient.branch)])

    @cached_property
    def bookable(self) -> Service:
        names = {"zh-hans": "检查", "ru": "Осмотр", "en": "Check-up"}
        return Service.objects.create(names=names, category_id="checkup", minutes=30)

    @cached_property
    def chair(self) -> Chair:
        return Chair.objects.create(branch=self.patient.branch, name=f"{self.patient.pk}")

    @cached_property
    def absence(self) -> Absence:
        day = self.patient.branch.today() + timedelta(days=5)
        new = NewAbsence(AbsenceKind.LEAVE, day, day, self.colleague, self.patient.branch, words=self.words)
        return add_absence(new, by=self.by)

    @cached_property
    def extra(self) -> ExtraHours:
        branch = self.patient.branch
        new = NewExtra(self.colleague, branch, branch.today() + timedelta(days=6), time(9), time(12))
        return add_extra_hours(new, by=self.by)

    @cached_property
    def appointment(self) -> Appointment:
        """Of which a step can be taken back."""
        at = clock.now() + timedelta(hours=1)
        said = {"starts_at": at, "service": "复查", "remark": self.words}
        [made] = add_appointments([Appointment(patient=self.patient, branch=self.patient.branch, **said)])
        return confirm(made, through=BookedThrough.DESK, by=self.by)

    @cached_property
    def note(self) -> Note:
        return write_note(self.patient, self.words or "短信", by=self.by)

    @cached_property
    def mention(self) -> Mention:
        return Mention.objects.create(note=self.note, user=self.by)

    @cached_property
    def consent(self) -> Consent:
        return give_consent(self.patient, "care", by=self.by, note=self.words)

    @cached_property
    def signing(self) -> str:
        """The token of a page to sign."""
        return open_signing(self.patient, by=self.by, on_tablet=True)[1]

    @cached_property
    def series(self) -> Series:
        """Of which nothing is to come any more."""
        told = {"first_day": self.patient.branch.today(), "at": time(9), "every_weeks": 4, "times": 2}
        series = Series.objects.create(**told, by=self.by)
        gone = {"patient": self.patient, "branch": self.patient.branch, "series": series}
        Appointment.objects.create(**gone, starts_at=clock.now(), state="cancelled")
        return series

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """One that was given, with an answer that differs from the record."""
        give_consent(self.patient, "processing", by=self.by)
        one = open_on_paper(self.patient, by=self.by)
        answers = {"full_name": [f"{self.patient.full_name}之"], "wishes_words": [self.words or "摄影"]}
        return give_questionnaire(one, answers, by=self.by)

    @cached_property
    def differing(self) -> QuestionnaireAnswer:
        return self.questionnaire.answers.get(key="full_name")

    @cached_property
    def questionnaire_link(self) -> str:
        """The token of one to fill in."""
        return open_questionnaire(self.patient, by=self.by, on_tablet=False)[1]

    @cached_property
    def waiting(self) -> WaitingEntry:
        told = {"names": {"en": "Check-up"}, "category_id": "checkup", "minutes": 30}
        wish = NewWish(self.patient.branch, Service.objects.create(**told), note=self.words)
        return put_on_list(self.patient, wish, through=BookedThrough.DESK, by=self.by)

    @cached_property
    def time_offer(self) -> TimeOffer:
        """Held no longer."""
        told = {"dentist": self.by, "starts_at": clock.now(), "until": clock.now() + timedelta(days=1)}
        return TimeOffer.objects.create(entry=self.waiting, token_sha256="0" * 64, **told)

    @cached_property
    def left_open(self) -> Appointment:
        """Of yesterday; nobody has said what became of it."""
        told = {"patient": self.patient, "branch": self.patient.branch, "state": AppointmentState.BOOKED}
        return Appointment.objects.create(**told, starts_at=clock.now() - timedelta(days=1))

    @cached_property
    def letter(self) -> Message:
        return write_message(
            self.patient,
            purpose="care",
            channel="sms",
            body=self.words or "复查",
            key=f"l{self.patient.pk}",
            by=self.by,
        )

    @cached_property
    def pause(self) -> Pause:
        return pause_contact(self.patient, "asked", words=self.words, by=self.by)

    @cached_property
    def template(self) -> Template:
        return Template.objects.create(name="复查", purpose="care", branch=self.patient.branch)

    @cached_property
    def visit(self) -> Visit:
        day = self.patient.branch.today() - timedelta(days=9)
        visit = Visit(patient=self.patient, branch=self.patient.branch, day=day)
        visit.complaint = visit.remark = self.words
        return write_visit(NewVisit(visit, [Treatment(name=f"种植 {self.words}", amount=self.amount)]))

    @cached_property
    def finding(self) -> Finding:
        day = self.patient.branch.today()
        found = Finding(patient=self.patient, place="36", kind="other", words=f"裂 {self.words}", found_on=day)
        return note_findings([found], by=self.by)[0]

    @cached_property
    def plan(self) -> Plan:
        plan = Plan(patient=self.patient, branch=self.patient.branch, title=f"计划 {self.words}", wish=self.words)
        plan.remark = self.words
        options = [NewOption(PlanOption(name=f"方案{n}", price=self.amount, result=self.words)) for n in (1, 2)]
        return present_plan(plan, on=self.patient.branch.today(), by=self.by, options=options)

    @cached_property
    def thinking(self) -> ThinkingTime:
        today = self.patient.branch.today()
        days = {"starts_on": today, "ends_on": today + timedelta(days=10)}
        return give_time_to_think(self.patient, None, words=self.words, by=self.by, **days)

    @cached_property
    def course(self) -> Course:
        day = self.patient.branch.today() - timedelta(days=5)
        return start_course(Course(patient=self.patient, title="正畸", started_on=day))

    @cached_property
    def interruption(self) -> Interruption:
        said = {"words": self.words, "strategy": self.words, "noticed_on": self.patient.branch.today()}
        return note_interruption(
            Interruption(patient=self.patient, course=self.course, reason="price", **said), by=self.by
        )

    @cached_property
    def photos(self) -> list[Photo]:
        """Two rows without their pictures, of which there is no need where only rights are asked for."""
        told = {"taken_on": self.patient.branch.today(), "added_at": clock.now(), "width": 4, "height": 4}
        return [
            Photo.objects.create(patient=self.patient, token=f"{self.patient.pk}-{n}", sha256=str(n), **told)
            for n in range(2)
        ]

    @cached_property
    def pair(self) -> PhotoPair:
        before, after = self.photos
        return PhotoPair.objects.create(before=before, after=after, by=self.by, at=clock.now())

    @cached_property
    def imported(self) -> Import:
        return Import.objects.create(branch=self.patient.branch, by=self.by)

    @cached_property
    def sheet(self) -> ImportSheet:
        """With one refused row."""
        told = {"position": 0, "name": "people.csv", "sha256": "0" * 64, "size": 1, "path": "-"}
        file = ImportFile.objects.create(imported=self.imported, **told)
        sheet = ImportSheet.objects.create(
            file=file,
            index=0,
            name="people",
            kind="patients",
            headings=[f"列{n}" for n in range(len(self.cells))],
            mapping=Mapping({}).to_json(),
        )
        ImportRow.objects.create(sheet=sheet, line=2, cells=self.cells, outcome=Outcome.REFUSED)
        return sheet

    @cached_property
    def tag(self) -> Tag:
        return Tag.objects.create(name=f"own{self.patient.pk}")

    @cached_property
    def view(self) -> SavedView:
        return SavedView.objects.create(owner=self.by, name=f"mine{self.patient.pk}")

    @cached_property
    def segment(self) -> Segment:
        return Segment.objects.create(owner=self.by, name=f"mine{self.patient.pk}", text="visits >= 1")

    @cached_property
    def removed_segment(self) -> Segment:
        gone = {"text": "visits >= 1", "removed_at": clock.now()}
        return Segment.objects.create(owner=self.by, name=f"gone{self.patient.pk}", **gone)

    @cached_property
    def slip(self) -> Slip:
        """Lies with the dentist; said in a survey by somebody who was not satisfied."""
        branch = self.patient.branch
        month, due = branch.today().replace(day=1), branch.today()
        survey = Survey.objects.create(patient=self.patient, branch=branch, month=month, due_on=due)
        said = Answers(points={sheet_of(survey).overall.pk: 5}, remark=self.words)
        answer_survey(survey, said, through=Through.DESK, by=self.by)
        return Slip.objects.get(survey=survey)

    @cached_property
    def service_form(self) -> ServiceForm:
        told = {"patient": self.patient, "branch": self.patient.branch, "visit": self.visit}
        return ServiceForm.objects.create(**told, category_id="hygiene", due_on=self.patient.branch.today())

    @cached_property
    def loss(self) -> Loss:
        told = {"patient": self.patient, "branch": self.patient.branch, "words": self.words}
        return Loss.objects.create(**told, lost_on=self.patient.branch.today())

    @cached_property
    def complained(self) -> tuple[Complaint, str]:
        """A complaint, and the link to follow it."""
        told = NewComplaint(
            self.patient.branch, Heard.DESK, self.words or "等太久", ["process"], patient=self.patient
        )
        return raise_with_link(told, by=self.by)

    @cached_property
    def promised(self) -> Promise:
        due = self.patient.branch.today() + timedelta(days=2)
        return promise(self.patient, NewPromise(self.words or "回电", self.by, due), by=self.by)

    @cached_property
    def review(self) -> Review:
        review = open_review([self.complained[0]], "process", by=self.by)
        words = self.words or "没人通知"
        return write_review(review, cause=words, action=words, owner=self.by, due_on=None, by=self.by)

    @cached_property
    def survey(self) -> Survey:
        """One that nobody has answered yet."""
        branch = self.patient.branch
        month, due = branch.today().replace(day=1), branch.today()
        return Survey.objects.create(patient=self.patient, branch=branch, month=month, due_on=due)

    @cached_property
    def minute(self) -> Minute:
        meeting = meeting_of(self.patient.branch, self.patient.branch.today())
        return write_minute(meeting, self.words or "停车场", by=self.by, about=self.patient, is_problem=True)

    @cached_property
    def call_task(self) -> Task:
        """Something to call about."""
        today = self.patient.branch.today()
        return Task.objects.create(
            patient=self.patient, branch=self.patient.branch, work_list="recall", purpose="care",
            words=self.words, due_on=today,
        )  # fmt: skip
