from django.urls import path

from handoff.views import attachments, package_settings, toss_up

urlpatterns = [
    path("queue/<int:pk>/toss-up/", toss_up.handoff_new, name="handoff_new"),
    path("queue/<int:pk>/toss-up/submission/", toss_up.handoff_create, name="handoff_create"),
    path("queue/<int:pk>/toss-up/draft/", toss_up.handoff_draft, name="handoff_draft"),
    path("queue/<int:pk>/toss-up/people/", toss_up.key_person_add, name="key_person_add"),
    path("queue/<int:pk>/toss-up/attachments/", attachments.attachment_create, name="attachment_create"),
    path(
        "queue/<int:pk>/toss-up/attachments/<int:attachment_pk>/removal/",
        attachments.attachment_remove,
        name="attachment_remove",
    ),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("settings/package/", package_settings.package_settings, name="package_settings"),
    path("settings/package/weights/", package_settings.package_weights_save, name="package_weights_save"),
]
