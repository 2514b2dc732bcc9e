#!/bin/sh
exec gunicorn --bind 0.0.0.0:5000 --threads 8 --timeout 600 --keep-alive 75 api:app
