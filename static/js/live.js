// The one socket of a tab: topics from <body>, reconnecting by itself, silent until something changes.
import { mark, receive } from "./cells.js";

const PING_MS = 3_500;
const SILENCE_MS = 5_000;
const GIVE_UP_MS = 12_000;
const OFFLINE_MS = 10_000;
const RESYNC_MS = 15_000;
const WAIT_MS = [500, 15_000];
const body = document.body;
const state = { socket: null, tries: 0, cursor: 0, heardAt: 0, lostAt: 0, resyncAt: 0, latency: null };
let name = "wait";

const emit = (event, detail) => body.dispatchEvent(new CustomEvent(event, { detail, bubbles: true }));
const send = (frame) => state.socket?.readyState === WebSocket.OPEN && state.socket.send(JSON.stringify(frame));

export function topics() {
  return [...new Set((body.dataset.topics ?? "").split(/\s+/).filter(Boolean))];
}

// Tells the server what this page shows now; a page calls it after it has changed data-topics.
export function subscribe() {
  send({ type: "subscribe", topics: topics(), cursor: state.cursor });
}

// Alerts and what became of them are numbered in one stream; the page remembers how far it has come.
function reach(seq) {
  const isNew = seq > state.cursor;
  if (isNew) body.dataset.cursor = state.cursor = seq;
  return isNew;
}

function follow(name, frame) {
  if (reach(frame.seq)) emit(name, frame);
}

const handlers = {
  prices: (frame) => receive(frame.prices),
  trades: (frame) => emit("tw:trades", frame),
  book: (frame) => emit("tw:book", frame),
  flow(frame) {
    emit("tw:flow", frame);
    if (frame.rows.some((row) => row.kind === "event")) emit("tw:event");
  },
  venues: (frame) => emit("tw:venues", frame),
  exchanges: (frame) => emit("tw:exchanges", frame.exchanges),
  alert: (frame) => follow("tw:alert", frame),
  update: (frame) => follow("tw:update", frame),
  resync: () => resync(),
  // Everything up to this number was sent before it; what is not for this person leaves no hole to ask for.
  heartbeat(frame) {
    if (topics().includes("alerts")) reach(frame.seq);
    ping();
  },
  pong(frame) {
    state.latency = Math.max(Math.round(performance.now() - frame.t), 0);
    show("live");
  },
};

function resync() {
  state.resyncAt = Date.now();
  emit("tw:resync");
}

function ping() {
  send({ type: "ping", t: Math.round(performance.now()) });
}

function open() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/stream`);
  state.socket = socket;
  socket.onopen = () => {
    state.heardAt = Date.now();
    subscribe();
    ping();
    if (state.resyncAt > state.lostAt) resync();
  };
  socket.onmessage = ({ data }) => {
    if (state.socket !== socket) return;
    const frame = JSON.parse(data);
    state.heardAt = Date.now();
    state.tries = 0;
    state.lostAt = 0;
    handlers[frame.type]?.(frame);
    if (name !== "live") show("live");
  };
  socket.onclose = () => state.socket === socket && lose();
}

function lose() {
  state.socket = null;
  state.lostAt ||= Date.now();
  wait();
  const limit = Math.min(WAIT_MS[0] * 2 ** state.tries++, WAIT_MS[1]);
  setTimeout(open, limit / 2 + Math.random() * (limit / 2));
}

function show(next, since = state.lostAt || state.heardAt) {
  const isNew = next !== name;
  name = next;
  body.dataset.connection = next;
  if (isNew && (next === "offline" || next === "live")) mark(next === "offline");
  emit("tw:connection", { state: next, latency: state.latency, since, isNew });
}

// Every second: is the line silent, has it been lost for long, which prices have gone stale.
function watch() {
  if (!document.hidden) state.socket?.readyState === WebSocket.OPEN ? listen() : wait();
  mark();
}

function listen() {
  const silent = Date.now() - state.heardAt;
  if (silent > PING_MS) ping();
  if (silent > SILENCE_MS) show("reconnecting", state.heardAt);
  if (silent > GIVE_UP_MS) {
    state.socket.close();
    lose();
  }
}

function wait() {
  const lost = Date.now() - state.lostAt;
  show(lost > OFFLINE_MS ? "offline" : "reconnecting");
  if (lost > OFFLINE_MS && Date.now() - state.resyncAt > RESYNC_MS && !document.hidden) resync();
}

// A hidden tab is not watched: its silence counts from the moment it is looked at again.
function wake() {
  if (document.hidden) return;
  state.heardAt = Date.now();
  ping();
}

export function start() {
  if (!topics().length) return;
  state.cursor = Number(body.dataset.cursor ?? 0) || 0;
  state.lostAt = Date.now();
  open();
  setInterval(watch, 1000);
  addEventListener("visibilitychange", wake);
}
