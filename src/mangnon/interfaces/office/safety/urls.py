"""Addresses of safety."""

from django.urls import path

from mangnon.interfaces.office.safety import hazards, homes, incident, incidents, lessons, rates, telling

urlpatterns = [
    path("an-toan/", rates.rates_page, name="safety"),
    path("an-toan.xlsx", rates.workbook, name="safety_xlsx"),
    path("an-toan/tai-nan/", incidents.incidents, name="incidents"),
    path("an-toan/tai-nan/moi/", telling.new_incident, name="new_incident"),
    path("an-toan/tai-nan/<uuid:fact_id>/", incident.incident, name="incident"),
    path("an-toan/tai-nan/<uuid:fact_id>/sua/", telling.correct, name="correct_incident"),
    path("an-toan/tai-nan/<uuid:fact_id>/ra-soat/", incident.review, name="review_incident"),
    path("an-toan/nguy-co/", hazards.hazards, name="hazards"),
    path("an-toan/nguy-co/moi/", hazards.report, name="report_hazard"),
    path("an-toan/nguy-co/<uuid:hazard_id>/", hazards.hazard, name="hazard"),
    path("an-toan/nguy-co/<uuid:hazard_id>/anh.jpg", hazards.photo, name="hazard_jpg"),
    path("an-toan/lop/", lessons.lessons, name="lessons"),
    path("an-toan/lop/moi/", lessons.new_lesson, name="new_lesson"),
    path("an-toan/lop/<uuid:lesson_id>/", lessons.lesson, name="lesson"),
    path("tre/<uuid:child_id>/tai-nan/", telling.child_incident, name="child_incident"),
    path("tre/<uuid:child_id>/nha-an-toan/", homes.home_check, name="home_check"),
]
