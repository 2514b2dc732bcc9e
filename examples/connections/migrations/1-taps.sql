CREATE TABLE tap (
  id serial PRIMARY KEY,
  from_name text NOT NULL,
  to_name text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
