// The database by its one URL. A connection that breaks is made anew by the pool.
const { Pool } = require("pg");

const url = new URL(process.env.DATABASE_URL);
url.searchParams.delete("schema"); // Prisma's word, not PostgreSQL's
const pool = new Pool({ connectionString: url.toString(), max: 5 });
pool.on("error", e => console.log(`database: ${e.message}`));
module.exports = { query: (text, values) => pool.query(text, values), pool };
