// Carries out the files of "migrations" that the database has not seen, each whole or not at all.
const fs = require("fs");
const { pool } = require("./database");

(async () => {
  const client = await pool.connect();
  await client.query("SELECT pg_advisory_lock(1)");
  await client.query("CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, at timestamptz DEFAULT now())");
  const done = new Set((await client.query("SELECT name FROM migration")).rows.map(r => r.name));
  for (const name of fs.readdirSync(`${__dirname}/../migrations`).sort().filter(n => !done.has(n))) {
    await client.query("BEGIN");
    await client.query(fs.readFileSync(`${__dirname}/../migrations/${name}`, "utf8"));
    await client.query("INSERT INTO migration (name) VALUES ($1)", [name]);
    await client.query("COMMIT");
    console.log(`migrated: ${name}`);
  }
  process.exit(0);
})().catch(e => { console.error(e.message); process.exit(1); });
