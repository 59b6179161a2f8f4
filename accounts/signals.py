"""What accounts tells and asks the apps above it; they answer in their listen.py."""

from django.dispatch import Signal

# Sent with ``user``. A receiver returns the list of Sections that its app keeps about that person.
collect_personal_data = Signal()
