// The page, its API, and a websocket by which everybody sees a new connection at once.
const fs = require("fs");
const http = require("http");
const WebSocket = require("ws");
const { query } = require("./database");

const page = fs.readFileSync(`${__dirname}/page.html`);

async function state() {
  const taps = (await query("SELECT from_name, to_name FROM tap ORDER BY id DESC LIMIT 12")).rows;
  const { polls, overlaps } = (await query(`SELECT count(*) AS polls, count(*) FILTER (WHERE EXISTS (
      SELECT FROM poll other WHERE other.poller <> poll.poller AND other.began < poll.ended AND poll.began < other.ended)) AS overlaps
    FROM poll`)).rows[0];
  return { taps, people: sockets.clients.size, bot: `The bot has asked ${polls} times for messages, ${overlaps} of them beside another bot.` };
}

async function read(request) {
  let text = "";
  for await (const part of request) if ((text += part).length > 10000) throw new Error("too long");
  return JSON.parse(text);
}

const server = http.createServer(async (request, response) => {
  const json = (code, body) => response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
  try {
    if (request.method === "POST" && request.url === "/taps") {
      const { from, to } = await read(request);
      if (!from || !to) return json(400, { error: "who met whom?" });
      await query("INSERT INTO tap (from_name, to_name) VALUES ($1, $2)", [from.slice(0, 60), to.slice(0, 60)]);
      json(201, {});
      return await tell();
    }
    if (request.url === "/state") return json(200, await state());
    if (request.url === "/health") { await query("SELECT 1"); return json(200, { status: "healthy" }); }
    if (request.url !== "/") return json(404, { error: "there is no such page" });
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  } catch (e) {
    console.log(`${request.method} ${request.url}: ${e.message}`);
    json(503, { error: "the database does not answer" });
  }
});

const sockets = new WebSocket.Server({ server, path: "/live" });
const tell = async () => { const text = JSON.stringify(await state()); sockets.clients.forEach(c => c.send(text)); };
const told = () => tell().catch(e => console.log(e.message));
sockets.on("connection", c => { c.on("close", told); told(); });
setInterval(told, 3000).unref();
server.keepAliveTimeout = 75000; // longer than the load balancer keeps a connection
server.listen(8080, () => console.log("listening on 8080"));

// New requests go elsewhere by now; who is connected is sent there too.
process.on("SIGTERM", () => { sockets.clients.forEach(c => c.close(1001)); server.close(() => process.exit(0)); });
