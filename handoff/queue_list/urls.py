from django.urls import path

from handoff.views import queue_bulk, queue_list

urlpatterns = [
    path("filters/", queue_list.queue_filters, name="queue_filters"),
    path("columns/", queue_list.queue_columns, name="queue_columns"),
    path("columns/save/", queue_list.queue_columns_save, name="queue_columns_save"),
    path("views/", queue_list.saved_views, name="saved_views"),
    path("views/counts/", queue_list.saved_view_counts, name="saved_view_counts"),
    path("views/create/", queue_list.saved_view_create, name="saved_view_create"),
    path("views/<int:pk>/change/", queue_list.saved_view_change, name="saved_view_change"),
    path("views/<int:pk>/removal/", queue_list.saved_view_remove, name="saved_view_remove"),
    path("many/<uuid:pk>/", queue_bulk.queue_bulk, name="queue_bulk"),
    path("many/<uuid:pk>/undo/", queue_bulk.queue_bulk_undo, name="queue_bulk_undo"),
    path("many/<uuid:pk>/not-changed.csv", queue_bulk.queue_bulk_refused, name="queue_bulk_refused"),
    path("many/<slug:kind>/form/", queue_bulk.queue_bulk_form, name="queue_bulk_form"),
    path("many/<slug:kind>/create/", queue_bulk.queue_bulk_create, name="queue_bulk_create"),
]
