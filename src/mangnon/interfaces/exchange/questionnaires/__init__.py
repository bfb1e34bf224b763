"""Questionnaires as files of others: workbooks of XLSForm, resources of FHIR."""
