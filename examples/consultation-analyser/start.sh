#!/bin/sh
# No migration here: a job does that once for each release, and not every copy of this.
exec gunicorn consultations.wsgi --bind 0.0.0.0:8000 --workers 1 --threads 8 --timeout 900 --keep-alive 75
