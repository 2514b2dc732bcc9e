// The one poller: two at once would get each other's messages. Each poll is on record, so that anybody can see that none overlapped.
const os = require("os");
const { query } = require("./database");

let ending = false;
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => { ending = true; });
console.log(`bot: polling as ${os.hostname()}`);

(async function poll() {
  const began = new Date();
  await new Promise(done => setTimeout(done, 500)); // the long poll of a messenger
  try {
    await query("INSERT INTO poll (poller, began, ended) VALUES ($1, $2, now())", [os.hostname(), began]);
    await query("DELETE FROM poll WHERE id < (SELECT max(id) FROM poll) - 1000");
  } catch (e) {
    console.log(`bot: ${e.message}`);
  }
  if (ending) { console.log("bot: ended"); process.exit(0); }
  setImmediate(poll);
})();
