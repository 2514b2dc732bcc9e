-- Each time the bot asks for news, with who it was: no two of them may ever overlap.
CREATE TABLE poll (id serial PRIMARY KEY, poller text NOT NULL, began timestamptz NOT NULL, ended timestamptz NOT NULL);
