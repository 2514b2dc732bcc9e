from django.apps import AppConfig
from django.core.signals import request_started
from django.db import connections


def close_dead_connections(**kwargs):
    """
    Connections outlive requests (CONN_MAX_AGE), and the database may have been restarted since the last
    one. One round trip finds out, so that no visitor does. From Django 4.1 on, CONN_HEALTH_CHECKS does this.
    """
    for connection in connections.all():
        if connection.connection is not None and not connection.is_usable():
            connection.close()


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self):
        request_started.connect(close_dead_connections)
