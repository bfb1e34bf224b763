"""What can be wrong with an observation."""

from mangnon.vocab.errors import MangnonError


class ObservationError(MangnonError):
    """A contraindication, postponement or evidence of immunity that the schedule does not know as told."""

    code = "immunization.observation"
