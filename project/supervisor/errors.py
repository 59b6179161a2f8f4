"""Why Tidewatch does not start, in one sentence that says what to do."""


class CannotStart(Exception):
    pass
