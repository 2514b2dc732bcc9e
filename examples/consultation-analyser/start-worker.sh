#!/bin/sh
exec rq worker --url "redis://$REDIS_HOST:$REDIS_PORT" default
