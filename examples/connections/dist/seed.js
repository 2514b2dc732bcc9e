const { query } = require("./database");

(async () => {
  await query("INSERT INTO tap (from_name, to_name) SELECT * FROM (VALUES ('Ada', 'Grace'), ('Grace', 'Edsger'), ('Barbara', 'Ada')) v "
    + "WHERE NOT EXISTS (SELECT FROM tap)");
  process.exit(0);
})().catch(e => { console.error(e.message); process.exit(1); });
