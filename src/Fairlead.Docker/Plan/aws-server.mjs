// What stands in for AWS on the local engine: fauxqs (S3, SQS, SNS), and before it what it lacks. All that the app file says lies in
// files that are read when they are asked for, so that a change of them restarts nothing.
import fs from "node:fs";
import http from "node:http";

const folder = process.env.FAUXQS_DATA_DIR;
const outside = `aws.localhost:${process.env.FAIRLEAD_PORT}`; // means this server inside and, in a browser, outside of the network
const read = name => { try { return JSON.parse(fs.readFileSync(`${folder}/${name}`)); } catch { return {}; } };

// --- documents: Secrets Manager, as far as apps read and change them by name ---------------------------

class Refusal extends Error {
  constructor(code, message) { super(message); this.code = code; }
}

const secretOf = id => (id ?? "").replace(/^arn:aws:secretsmanager:[^:]*:\d*:secret:(.*)-.{6}$/, "$1");
const arnOf = name => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-local0`;

// Keys of the app file win over those put in by hand, as after a deploy to AWS.
function find(id) {
  const name = secretOf(id), said = read("documents.json")[name], put = read("by-hand.json")[name];
  if (!said && !put) throw new Refusal("ResourceNotFoundException", `no document is called '${name}' here`);
  let text = put?.text;
  if (said) {
    let others = {};
    try { others = JSON.parse(put?.text ?? "{}"); } catch { /* no document by hand */ }
    text = JSON.stringify({ ...others, ...said });
  }
  return { name, text, at: put?.at ?? 0, version: `${put?.version ?? 1}` };
}

function put(name, text) {
  const all = read("by-hand.json");
  all[name] = { text, at: Math.floor(Date.now() / 1000), version: (all[name]?.version ?? 1) + 1 };
  fs.writeFileSync(`${folder}/by-hand.json.new`, JSON.stringify(all), { mode: 0o600 });
  fs.renameSync(`${folder}/by-hand.json.new`, `${folder}/by-hand.json`);
  return { ARN: arnOf(name), Name: name, VersionId: `${all[name].version}` };
}

const described = s => ({ ARN: arnOf(s.name), Name: s.name, LastChangedDate: s.at, VersionIdsToStages: { [s.version]: ["AWSCURRENT"] } });
const whole = s => ({
  ARN: arnOf(s.name), Name: s.name, SecretString: s.text, VersionId: s.version, VersionStages: ["AWSCURRENT"], CreatedDate: s.at,
});
const names = () => [...new Set([...Object.keys(read("documents.json")), ...Object.keys(read("by-hand.json"))])];
const operations = {
  GetSecretValue: r => whole(find(r.SecretId)),
  BatchGetSecretValue: r => ({ SecretValues: (r.SecretIdList ?? names()).map(find).map(whole), Errors: [] }),
  DescribeSecret: r => described(find(r.SecretId)),
  ListSecrets: () => ({ SecretList: names().map(find).map(described) }),
  PutSecretValue: r => put(find(r.SecretId).name, r.SecretString),
  UpdateSecret: r => put(find(r.SecretId).name, r.SecretString),
  CreateSecret: r => put(r.Name, r.SecretString),
};

async function answer(operation, request, response) {
  let status = 200, body;
  try {
    let text = "";
    for await (const part of request) text += part;
    if (!operations[operation]) throw new Refusal("UnknownOperationException", `${operation} is not answered on the local engine`);
    body = operations[operation](JSON.parse(text || "{}"));
  } catch (e) {
    [status, body] = [e.code === undefined ? 500 : 400, { __type: e.code ?? "InternalServiceError", message: e.message }];
  }
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
}

// --- what pages of other origins may do with a bucket --------------------------------------------------

function crossOrigin(request, response) {
  const { origin, host = "", "access-control-request-method": asked, "access-control-request-headers": headers } = request.headers;
  if (!origin) return false;
  const first = host.split(".")[0].split(":")[0], rules = read("cors.json");
  const bucket = rules[first] && host.includes(".") ? first : request.url.split(/[/?]/)[1];
  const method = request.method === "OPTIONS" ? asked : request.method;
  const rule = rules[bucket]?.find(r => (r.origins.includes("*") || r.origins.includes(origin)) && r.methods.includes(method));
  if (rule) {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("vary", "origin");
  }
  if (request.method !== "OPTIONS") return false;
  if (rule) {
    response.setHeader("access-control-allow-methods", rule.methods.join(", "));
    response.setHeader("access-control-allow-headers", rule.headers.includes("*") ? headers ?? "*" : rule.headers.join(", "));
  }
  response.writeHead(rule ? 200 : 403).end();
  return true;
}

// --- SQS as SDKs spoke to it until 2023: forms in, XML out ---------------------------------------------

const numbers = /^(DelaySeconds|MaxNumberOfMessages|VisibilityTimeout|WaitTimeSeconds)$/;

// "Attribute.1.Name=a" and so on: a tree by the dots of its keys.
function treeOf(form) {
  const tree = {};
  for (const [key, value] of form) {
    const path = key.split("."), last = path.pop();
    path.reduce((node, part) => node[part] ??= {}, tree)[last] = value;
  }
  return tree;
}

function bodyOf(tree) {
  const body = {};
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") body[key] = numbers.test(key) ? Number(value) : value;
    else if (/^(Attribute|MessageAttribute|MessageSystemAttribute|Tag)$/.test(key)) {
      body[`${key}s`] = Object.fromEntries(Object.values(value).map(v => [v.Name ?? v.Key, v.Value]));
    } else if (key.endsWith("BatchRequestEntry")) body.Entries = Object.values(value).map(bodyOf);
    else body[`${key}s`] = Object.values(value);
  }
  return body;
}

const clean = text => `${text}`.replace(/[&<>\r]/g, c => `&#${c.charCodeAt(0)};`);

function xmlOf(value, action) {
  return Object.entries(value).map(([key, v]) => {
    const one = { Successful: `${action}ResultEntry`, Failed: "BatchResultErrorEntry" }[key] ?? key.replace(/s$/, "");
    if (Array.isArray(v)) return v.map(e => `<${one}>${typeof e === "object" ? xmlOf(e, action) : clean(e)}</${one}>`).join("");
    if (typeof v !== "object") return `<${key}>${clean(v)}</${key}>`;
    const name = one === "Tag" ? "Key" : "Name"; // a map: an element for each entry
    return Object.entries(v).map(([n, e]) => `<${one}><${name}>${clean(n)}</${name}><Value>`
      + `${typeof e === "object" ? xmlOf(e, action) : clean(e)}</Value></${one}>`).join("");
  }).join("");
}

async function answerForm(request, response) {
  let text = "";
  for await (const part of request) text += part;
  const { Action, Version, ...rest } = treeOf(new URLSearchParams(text));
  const body = bodyOf(rest);
  if (Action !== "CreateQueue" && request.url.length > 1) body.QueueUrl ??= request.url;
  const answer = await fetch(`http://127.0.0.1:${process.env.FAUXQS_PORT}`, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${Action}`,
      authorization: request.headers.authorization,
    },
    body: JSON.stringify(body),
  });
  const said = await answer.text(), result = said ? JSON.parse(said) : {};
  const [code] = (answer.headers.get("x-amzn-query-error") ?? result.__type?.replace(/.*#/, "") ?? "").split(";");
  const meta = "<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>";
  response.writeHead(answer.status, { "content-type": "text/xml" }).end(answer.ok
    ? `<${Action}Response><${Action}Result>${xmlOf(result, Action)}</${Action}Result>${meta}</${Action}Response>`
    : `<ErrorResponse><Error><Type>Sender</Type><Code>${clean(code)}</Code><Message>${clean(result.message)}</Message></Error>`
      + "<RequestId>local</RequestId></ErrorResponse>");
}

// -------------------------------------------------------------------------------------------------------

const emit = http.Server.prototype.emit;
let main; // fauxqs itself, which is the first to listen
http.Server.prototype.emit = function (event, request, response) {
  if (event === "listening" && !main) {
    main = this;
    const port = process.env.FAIRLEAD_PORT;
    if (port !== process.env.FAUXQS_PORT) http.createServer().listen(port);
  }
  if (event !== "request") return emit.apply(this, arguments);
  const [service, operation] = (request.headers["x-amz-target"] ?? "").split(".");
  if (operation && service !== "AmazonSQS") {
    answer(service === "secretsmanager" ? operation : `${service}.${operation}`, request, response);
    return true;
  }
  if (request.headers["content-type"]?.includes("form-urlencoded") && request.headers.authorization?.includes("/sqs/aws4_request")) {
    answerForm(request, response).catch(e => response.writeHead(500).end(e.message));
    return true;
  }
  // A host with dots would be taken for one that begins with a bucket.
  if (request.headers.host === outside) request.headers.host = "x-aws";
  return crossOrigin(request, response) || emit.call(main, event, request, response);
};

// As the first process of its container it would ignore them.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
await import("/app/dist/server.js");
