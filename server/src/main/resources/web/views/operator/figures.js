// What is drawn and told of samples.

import { count, lasting, size } from '../../ui/format.js';

const MOST_NAMESPACES = 5;
/** Two samples farther apart have something between them that is not known. */
const GAP = 2.5;

const decimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const number = value => decimal.format(value);
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const short = value => compact.format(value);
const percent = value => `${number(value)} %`;
/** In as little room as an axis has. */
const brief = bytes => size(bytes).replace('.0 ', ' ');
/** A lag in ms, which can be minutes while the store is away. */
export const delay = ms => ms < 10_000 ? `${number(ms)} ms` : lasting(ms);

const summed = counts => Object.values(counts).reduce((sum, one) => sum + one, 0);

/** How many a second. */
const rate = (value, sample) => sample.span > 0 ? value * 1000 / sample.span : 0;

export const sockets = sample => summed(sample.sockets);
export const events = sample => rate(summed(sample.events), sample);
export const messages = sample => rate(sample.messages, sample);
export const bytes = sample => rate(sample.bytes, sample);
const requests = sample => rate(sample.requests.all, sample);
export const failures = sample => sample.requests.failed + sample.asked.failed;

/** The values of all samples, with nothing where one or more are missing. */
function withGaps(samples, interval) {
  const rows = [];
  samples.forEach((sample, index) => {
    const before = samples[index - 1];
    if (before && sample.time - before.time > GAP * interval) rows.push({ time: before.time + 1, sample: null });
    rows.push({ time: sample.time, sample });
  });
  return rows;
}

/** The namespaces by how many sockets they had at most; the rest together. */
function namespaces(samples) {
  const most = new Map();
  for (const { sockets: counts } of samples) {
    for (const [name, value] of Object.entries(counts)) most.set(name, Math.max(most.get(name) ?? 0, value));
  }
  const used = [...most].filter(([, value]) => value > 0).sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([name]) => name);
  if (used.length <= MOST_NAMESPACES) return used.map(name => [name, sample => sample.sockets[name] ?? 0]);
  const shown = used.slice(0, MOST_NAMESPACES - 1);
  const others = used.slice(MOST_NAMESPACES - 1);
  return [...shown.map(name => [name, sample => sample.sockets[name] ?? 0]),
    ['others', sample => others.reduce((sum, name) => sum + (sample.sockets[name] ?? 0), 0)]];
}

const pools = samples => Object.keys(samples.at(-1)?.queues ?? {}).map(name => [name, sample => sample.queues[name] ?? 0]);

/** What is drawn: a title, how values are written (in words, and in little room), and the lines. */
const PLOTS = [
  { title: 'Sockets', whole: true, lines: samples => orNone(namespaces(samples), ['sockets', sockets]) },
  { title: 'Events a second', lines: () => [['handed to sockets', events], ['asked by clients', sample => rate(sample.asked.all, sample)]] },
  { title: 'Event lag', format: delay, short: delay, lines: () => [['longest', sample => sample.lag.max], ['mean', sample => sample.lag.mean]] },
  { title: 'Messages sent a second', lines: () => [['messages', messages]] },
  { title: 'Requests a second', lines: () => [['all', requests], ['refused', sample => rate(sample.requests.refused, sample)],
    ['failed', sample => rate(sample.requests.failed, sample)]] },
  { title: 'Comings and goings a second', lines: () => [['connections opened', sample => rate(sample.opened, sample)],
    ['closed', sample => rate(summed(sample.closes), sample)], ['messages dropped', sample => rate(summed(sample.drops), sample)]] },
  { title: 'Memory', format: size, short: brief, floor: 1e6, lines: () => [['heap in use', sample => sample.heap.used], ['whole process', sample => sample.rss ?? null]] },
  { title: 'Processors', format: percent, short: percent, lines: () => [['this hub', sample => sample.cpu ?? null], ['the machine', sample => sample.machineCpu ?? null]] },
  { title: 'Waiting for a thread', whole: true, lines: samples => orNone(pools(samples), ['all', sample => summed(sample.queues)]) },
];

const orNone = (lines, otherwise) => lines.length ? lines : [otherwise];

/** Makes what is to be drawn of samples; `label` says it to whoever does not see it. */
export function plots(samples, interval) {
  const rows = withGaps(samples, interval);
  return PLOTS.map(({ title, format, short: little, whole = false, floor = 1, lines }) => {
    const write = format ?? (whole ? count : number);
    const series = lines(samples).map(([label, of]) => ({ label, values: rows.map(({ sample }) => sample && of(sample)) }));
    return {
      title, whole, floor, format: write, short: little ?? short, times: rows.map(({ time }) => time / 1000), series,
      label: samples.length ? `${title}, the last hour. ${series.map(line => spoken(line, write)).join('; ')}.` : `${title}: no sample yet.`,
    };
  });
}

function spoken({ label, values }, write) {
  const known = values.filter(value => value !== null);
  return known.length ? `${label}: now ${write(known.at(-1))}, at most ${write(known.reduce((a, b) => Math.max(a, b)))}` : `${label}: not known`;
}

const FIVE_MINUTES_MS = 300_000;

export const COLUMNS = [
  ['Sockets', sockets, count], ['Events a second', events, number], ['Longest lag', sample => sample.lag.max, delay],
  ['Messages a second', messages, number], ['Requests a second', requests, number], ['Failures', failures, count],
  ['Heap', sample => sample.heap.used, size], ['Processors', sample => sample.cpu ?? 0, percent],
];

/** The hour in steps of five minutes, the latest first: `{time, values}`, the most of each. */
export function table(samples) {
  const steps = new Map();
  for (const sample of samples) {
    const step = Math.floor(sample.time / FIVE_MINUTES_MS) * FIVE_MINUTES_MS;
    steps.set(step, [...(steps.get(step) ?? []), sample]);
  }
  return [...steps].reverse().map(([time, within]) => ({
    time,
    values: COLUMNS.map(([, of, write]) => write(within.map(of).reduce((a, b) => Math.max(a, b)))),
  }));
}

/** The largest value over samples; 0 of none. */
export const most = (samples, of) => samples.reduce((sum, sample) => Math.max(sum, of(sample)), 0);

export const total = (samples, of) => samples.reduce((sum, sample) => sum + of(sample), 0);

export { number, percent };
