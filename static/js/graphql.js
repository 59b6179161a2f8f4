// The playground of GraphQL: queries by POST, subscriptions over a WebSocket, the schema by introspection.

const PROTOCOL = "graphql-transport-ws";
const MOST_LINES = 50;
const SCHEMA = `{ __schema { types { name kind description
  fields { name description type { ...T } args { name type { ...T } } }
  inputFields { name description type { ...T } } } } }
fragment T on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }`;

const place = document.querySelector("[data-playground]");
const form = place.querySelector("form");
const answer = place.querySelector("[data-answer]");
let socket = null;

const show = (text) => { answer.textContent = text; };

function isSubscription(query, name) {
  const found = [...query.matchAll(/\b(query|subscription)\s+(\w+)/g)];
  const named = found.find((each) => each[2] === name);
  return named ? named[1] === "subscription" : /^\s*subscription\b/.test(query);
}

function read() {
  const { query, variables, name, key } = Object.fromEntries(new FormData(form));
  const asked = { query, variables: variables.trim() ? JSON.parse(variables) : {} };
  if (name.trim()) asked.operationName = name.trim();
  return { asked, key: key.trim() };
}

async function ask(asked, key) {
  const headers = { "Content-Type": "application/json" };
  if (key) headers["X-API-Key"] = key;
  const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify(asked) });
  return response.json();
}

function follow(asked, key) {
  const lines = [];
  const tell = (text) => {
    lines.unshift(text);
    show(lines.slice(0, MOST_LINES).join("\n"));
  };
  socket = new WebSocket(new URL("/graphql", location.href.replace(/^http/, "ws")), PROTOCOL);
  const send = (frame) => socket.send(JSON.stringify(frame));
  socket.onopen = () => send({ type: "connection_init", payload: key ? { "X-API-Key": key } : {} });
  socket.onclose = (event) => tell(`Closed with code ${event.code}.`);
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.type === "connection_ack") send({ id: "1", type: "subscribe", payload: asked });
    else if (frame.type === "ping") send({ type: "pong" });
    else if (frame.payload) tell(JSON.stringify(frame.payload));
  };
}

function stop() {
  if (socket) {
    socket.onclose = null;
    socket.close();
    socket = null;
  }
}

function typeName(type) {
  if (type.kind === "NON_NULL") return `${typeName(type.ofType)}!`;
  return type.kind === "LIST" ? `[${typeName(type.ofType)}]` : type.name;
}

function written(type) {
  const lines = (type.fields ?? type.inputFields ?? []).map((field) => {
    const given = (field.args ?? []).map((each) => `${each.name}: ${typeName(each.type)}`).join(", ");
    const about = field.description ? `  # ${field.description}` : "";
    return `  ${field.name}${given && `(${given})`}: ${typeName(field.type)}${about}`;
  });
  return `${type.description ? `# ${type.description}\n` : ""}${type.name} {\n${lines.join("\n")}\n}`;
}

async function showSchema() {
  const found = await ask({ query: SCHEMA }, read().key);
  const types = found.data?.__schema.types.filter((type) => !type.name.startsWith("__") && !/SCALAR|ENUM/.test(type.kind));
  show(types ? types.map(written).join("\n\n") : JSON.stringify(found, null, 2));
}

async function run() {
  stop();
  const { asked, key } = read();
  if (isSubscription(asked.query, asked.operationName)) follow(asked, key);
  else show(JSON.stringify(await ask(asked, key), null, 2));
}

const guarded = (act) => () => act().catch((error) => show(`This could not be sent: ${error.message}`));
const start = guarded(run);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) start();
});
place.querySelector("[data-stop]").addEventListener("click", stop);
place.querySelector("[data-schema]").addEventListener("click", guarded(showSchema));
addEventListener("pagehide", stop);
