from django.urls import include, path

from rapport.web import counter, start
from rapport.web.calls import telephone
from rapport.web.consents import signing

app_name = "web"

urlpatterns = [
    path("", start.start, name="start"),
    path("language/", start.language, name="language"),
    path("counter/", counter.switch, name="counter"),
    path("health/", start.health, name="health"),
    path("demo-sign-in/", start.demo_sign_in, name="demo_sign_in"),
    path("calls/", include("rapport.web.calls.urls")),
    path("answers/", include("rapport.web.answers.urls")),
    path("hooks/", include("rapport.web.hooks.urls")),
    path("unsubscribe/", include("rapport.web.unsubscribing.urls")),
    path("today/", include("rapport.web.today.urls")),
    path("first-hour/", include("rapport.web.first_hour.urls")),
    path("", include("rapport.web.tasks.urls")),
    path("feedback/", include("rapport.web.feedback.urls")),
    path("insights/", include("rapport.web.insights.urls")),
    path("settings/restored-copy/", include("rapport.web.restored_copy.urls")),
    path("", include("rapport.web.audit.urls")),
    path("settings/work/", include("rapport.web.work.urls")),
    path("settings/imports/", include("rapport.web.imports.urls")),
    path("settings/templates/", include("rapport.web.wording.urls")),
    path("settings/consent-texts/", include("rapport.web.consents.texts_urls")),
    path("settings/classes/", include("rapport.web.policies.urls")),
    path("settings/task-rules/", include("rapport.web.task_rules.urls")),
    path("settings/users/second-step/", include("rapport.web.second_step.urls")),
    path("settings/channels/", include("rapport.web.channels.urls")),
    path("settings/", include("rapport.web.settings.urls")),
    path("patients/", include("rapport.web.patients.urls")),
    path("messages/", include("rapport.web.messages.urls")),
    path("segments/", include("rapport.web.segments.urls")),
    path("patients/prospects/", include("rapport.web.prospects.urls")),
    path("duplicates/", include("rapport.web.merging.urls")),
    path("patients/", include("rapport.web.card.urls")),
    path("patients/", include("rapport.web.care.urls")),
    path("patients/", include("rapport.web.person.urls")),
    path("patients/", include("rapport.web.invitations.urls")),
    path("patients/", include("rapport.web.notes.urls")),
    path("patients/", include("rapport.web.letters.urls")),
    path("patients/", include("rapport.web.reach.urls")),
    path("patients/", include("rapport.web.family.urls")),
    path("patients/", include("rapport.web.stewards.urls")),
    path("patients/", include("rapport.web.photos.urls")),
    path("patients/", include("rapport.web.standing.urls")),
    path("patients/", include("rapport.web.consents.urls")),
    path("hooks/telephone/<str:token>/", telephone.hook, name="telephone_hook"),
    path("sign/<str:token>/", signing.sign, name="sign"),
]
