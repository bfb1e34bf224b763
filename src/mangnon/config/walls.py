"""Every table of the database with the wall before it."""

from __future__ import annotations

from mangnon.core.scope.rights import RecordClass
from mangnon.core.scope.walls import Wall, WalledTable

_HEALTH = RecordClass.HEALTH

WALLED_TABLES: tuple[WalledTable, ...] = (
    WalledTable("children_child", Wall.CHILD),
    WalledTable("children_household", Wall.OF_HOUSEHOLD),
    *(
        WalledTable(f"children_{name}", Wall.OF_CHILD)
        for name in ("caregiver", "residence", "riskfactor", "lifeevent", "consent", "recordsource", "accessrequest")
    ),
    WalledTable(
        "children_circumstance",
        Wall.OF_CHILD,
        class_sql="CASE WHEN children_circumstance.sensitive THEN 'sensitive' ELSE 'ordinary' END",
    ),
    WalledTable("children_duplicatepair", Wall.SERVICE),
    WalledTable("children_merge", Wall.SERVICE),
    WalledTable("growth_measurement", Wall.OF_CHILD, _HEALTH),
    WalledTable("immunization_dose", Wall.OF_CHILD, _HEALTH),
    WalledTable("immunization_observation", Wall.OF_CHILD, _HEALTH),
    WalledTable("nutrition_supplement", Wall.OF_CHILD, _HEALTH),
    WalledTable(
        "screening_screening",
        Wall.OF_CHILD,
        class_sql="CASE WHEN screening_screening.kind = 'mental_health' THEN 'sensitive' ELSE 'health' END",
    ),
    WalledTable("questionnaires_response", Wall.OF_CHILD, class_sql="questionnaires_response.record_class"),
    WalledTable("questionnaires_instrument", Wall.OPEN),
    WalledTable("outreach_visit", Wall.OF_CHILD),
    WalledTable("safety_incident", Wall.HAPPENED, _HEALTH),
    WalledTable("safety_review", Wall.HAPPENED, RecordClass.SENSITIVE),
    WalledTable("safety_homecheck", Wall.OF_CHILD),
    WalledTable("safety_hazard", Wall.PLACED, _HEALTH),
    WalledTable("safety_hazardstep", Wall.PLACED, _HEALTH),
    WalledTable("safety_lesson", Wall.OPEN),
    WalledTable("safety_skill", Wall.OF_CHILD, _HEALTH),
    WalledTable("facilities_facility", Wall.OPEN),
    WalledTable("facilities_enrolment", Wall.OF_CHILD),
    WalledTable("referrals_body", Wall.OPEN),
    WalledTable("referrals_referral", Wall.REFERRAL, RecordClass.REFERRAL),
    WalledTable("referrals_referralevent", Wall.OF_REFERRAL, RecordClass.REFERRAL),
    WalledTable("workforce_worker", Wall.OPEN),
    WalledTable("workforce_workerarea", Wall.OPEN),
    WalledTable("protection_case", Wall.CASE),
    WalledTable("protection_report", Wall.REPORT),
    WalledTable("protection_reportaddition", Wall.OF_REPORT),
    WalledTable("protection_reporter", Wall.REPORTER),
    *(
        WalledTable(f"protection_{name}", Wall.OF_CASE)
        for name in ("member", "step", "assessment", "plan", "service", "note", "person", "qualityreview")
    ),
    WalledTable("protection_stepdue", Wall.OF_EITHER),
    WalledTable("protection_opening", Wall.SERVICE),
    WalledTable("protection_notice", Wall.SERVICE),
    WalledTable("worklist_due", Wall.DUE),
    WalledTable("worklist_priority", Wall.DUE),
    WalledTable("worklist_fairnessreport", Wall.SERVICE),
    WalledTable("worklist_taskassignment", Wall.OF_CHILD),
    WalledTable("worklist_placecount", Wall.SERVICE),
    WalledTable("exchange_importrun", Wall.OWN_PLACE),
    WalledTable("exchange_importrow", Wall.SERVICE),
    WalledTable("exchange_savedlayout", Wall.SERVICE),
    WalledTable("exchange_exportrun", Wall.SERVICE),
    WalledTable("papers_printedpaper", Wall.SERVICE),
    WalledTable("public_knock", Wall.SERVICE),
    WalledTable("places_place", Wall.OPEN),
    WalledTable("places_placeversion", Wall.OPEN),
    WalledTable("places_placechange", Wall.OPEN),
    WalledTable("places_plannedchange", Wall.OPEN),
    WalledTable("scope_assignment", Wall.SERVICE),
    WalledTable("scope_right", Wall.OPEN),
    WalledTable("vault_datakey", Wall.SERVICE),
    WalledTable("vault_attachment", Wall.SERVICE),
    WalledTable("audit_auditentry", Wall.AUDIT, RecordClass.AUDIT),
    WalledTable("audit_auditseal", Wall.AUDIT, RecordClass.AUDIT),
    *(
        WalledTable(name, Wall.SIGN_IN)
        for name in (
            "accounts_user",
            "account_emailaddress",
            "account_emailconfirmation",
            "axes_accessattempt",
            "axes_accessattemptexpiration",
            "axes_accessfailurelog",
            "axes_accesslog",
            "django_content_type",
            "django_session",
            "mfa_authenticator",
        )
    ),
    *(
        WalledTable(name, Wall.SERVICE)
        for name in (
            "auth_group",
            "auth_group_permissions",
            "auth_permission",
            "django_migrations",
            "pghistory_context",
            "procrastinate_events",
            "procrastinate_jobs",
            "procrastinate_periodic_defers",
            "procrastinate_workers",
        )
    ),
)
