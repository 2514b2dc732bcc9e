// The page and Leaflet, and the configuration of this environment.
const fs = require("fs");
const http = require("http");
const path = require("path");

const folders = { "/leaflet/": "/usr/share/javascript/leaflet/", "/": `${__dirname}/public/` };
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".png": "image/png" };

const server = http.createServer((request, response) => {
  const asked = path.posix.normalize(request.url.split("?")[0]);
  if (asked === "/config.json") {
    return response.writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ api: process.env.BACKEND_HOST, token: Boolean(process.env.CESIUM_ACCESS_TOKEN) }));
  }
  const [prefix, folder] = Object.entries(folders).find(([p]) => asked.startsWith(p));
  const file = path.join(folder, asked === "/" ? "index.html" : asked.slice(prefix.length));
  fs.readFile(file, (e, content) => e
    ? response.writeHead(404).end("there is no such page")
    : response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" }).end(content));
});
server.keepAliveTimeout = 75000; // longer than the load balancer keeps a connection
server.listen(3001, () => console.log("listening on 3001"));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
