// Readers who arrive at a constant rate, for k6. All that varies is in plan.json and paths.json.
import { SharedArray } from "k6/data";
import { scenario } from "k6/execution";
import http from "k6/http";
import { Counter, Rate, Trend } from "k6/metrics";

const plan = JSON.parse(open("./plan.json"));
const pathsOf = (name) => new SharedArray(name, () => JSON.parse(open("./paths.json"))[name]);
const kinds = plan.kinds.map((kind) => ({ ...kind, paths: pathsOf(kind.name) }));

export const options = plan.options;

const answers = new Counter("answers");
const hits = new Rate("cache_hits");
const queries = new Trend("database_query");

const params = {
  redirects: 0,
  timeout: "10s",
  headers: { "Accept-Encoding": plan.encodings, "User-Agent": "strive-loadtest" },
};

export default function () {
  const kind = pick();
  const path = kind.paths[place(kind)];
  const part = String(Math.min(Math.floor(scenario.progress * plan.parts), plan.parts - 1));
  const answer = http.get(plan.url + path, { ...params, tags: { kind: kind.name, part } });
  answers.add(1, { outcome: outcomeOf(answer), kind: kind.name });
  const cached = answer.headers["Cache-Status"];
  if (cached) hits.add(cached.includes("; hit"), { kind: kind.name });
  const timing = /db;dur=([\d.]+);desc="(\d+) /.exec(answer.headers["Server-Timing"] || "");
  if (timing && timing[2] > 0) queries.add(timing[1] / timing[2]);
}

export function handleSummary(data) {
  return { "summary.json": JSON.stringify(data.metrics) };
}

function pick() {
  let lot = Math.random();
  return kinds.find(({ share }) => (lot -= share) < 0) || kinds[0];
}

function place({ paths, isSkewed }) {
  const lot = Math.random();
  if (!isSkewed) return Math.floor(lot * paths.length);
  return Math.floor(Math.exp(lot * Math.log(paths.length + 1))) - 1;
}

function outcomeOf({ status }) {
  if (status === 200) return "ok";
  if (status === 429) return "limited";
  if (status === 503) return "refused";
  if (status === 0) return "unanswered";
  return status >= 500 ? "failed" : "unexpected";
}
