const fs = require("fs");
const http = require("http");

const folder = process.env.GEOSERVER_DATA_DIR;
const layers = () => fs.readdirSync(folder).filter(n => n.endsWith(".geojson"));

const server = http.createServer((request, response) => {
  const json = (code, body) => response.writeHead(code, { "content-type": "application/json", "access-control-allow-origin": "*" }).end(body);
  if (request.url === "/") return response.writeHead(302, { location: "/geoserver/" }).end();
  if (request.url === "/geoserver/") return json(200, JSON.stringify({ name: "the geospatial server", layers: layers() }));
  const name = /^\/geoserver\/layers\/([\w-]+\.geojson)$/.exec(request.url)?.[1];
  return name && layers().includes(name) ? json(200, fs.readFileSync(`${folder}/${name}`)) : json(404, '{"error":"there is no such layer"}');
});
server.keepAliveTimeout = 75000; // longer than the load balancer keeps a connection
server.listen(8080, () => console.log(`publishing ${folder} on 8080`));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
