import uPlot from '../../vendor/uplot/dist/uPlot.esm.js';
import { clock } from '../../ui/format.js';

const HOUR_S = 3600;
/** A hub that is younger than an hour fills what it has; not with less than this. */
const LEAST_S = 600;
const HEIGHT = 150;
const COLOURS = ['--accent', '--good', '--warn', '--bad', '--quiet'];
// Lines differ by more than their colour.
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [1, 5]];
const WHOLE_STEPS = [1, 2, 5].flatMap(step => Array.from({ length: 9 }, (_, power) => step * 10 ** power)).sort((a, b) => a - b);

/**
 * `<maestro-plot>`: lines over the last hour, and what they are at the moment under the pointer, or now.
 *
 * `figure` is what `plots` of figures.js makes.
 */
class Plot extends HTMLElement {
  #figure = null;
  #plot = null;
  #canvas = document.createElement('div');
  #legend = document.createElement('ul');
  #values = [];
  #size = new ResizeObserver(() => this.#resize());
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #recolour = () => this.#draw();

  connectedCallback() {
    this.#canvas.className = 'canvas';
    this.#canvas.setAttribute('role', 'img');
    this.#legend.className = 'legend';
    this.replaceChildren(this.#canvas, this.#legend);
    this.#size.observe(this.#canvas);
    this.#scheme.addEventListener('change', this.#recolour);
    this.#draw();
  }

  disconnectedCallback() {
    this.#size.disconnect();
    this.#scheme.removeEventListener('change', this.#recolour);
    this.#plot?.destroy();
    this.#plot = null;
  }

  set figure(figure) {
    if (figure === this.#figure) return;
    const before = this.#figure;
    this.#figure = figure;
    if (!this.isConnected) return;
    const alike = before && before.series.length === figure.series.length
      && before.series.every(({ label }, index) => label === figure.series[index].label);
    if (this.#plot && alike) {
      this.#plot.setData(this.#data());
      this.#tell(this.#plot.cursor.idx);
    } else {
      this.#draw();
    }
  }

  #data() {
    return [this.#figure.times, ...this.#figure.series.map(({ values }) => values)];
  }

  #resize() {
    const width = Math.floor(this.#canvas.clientWidth);
    if (!width) return;
    if (!this.#plot) this.#draw();
    else if (width !== this.#plot.width) this.#plot.setSize({ width, height: HEIGHT });
  }

  /** Draws it anew: what colours mean is read once, and a canvas does not follow them. */
  #draw() {
    this.#plot?.destroy();
    this.#plot = null;
    const width = Math.floor(this.#canvas.clientWidth);
    if (!this.#figure || !width) return;
    const look = getComputedStyle(this);
    const colour = name => look.getPropertyValue(name).trim();
    const { series, floor, whole, short } = this.#figure;
    const font = `12px ${look.fontFamily}`;
    const axis = { stroke: colour('--quiet'), font, ticks: { show: false }, border: { show: false } };
    this.#plot = new uPlot({
      width,
      height: HEIGHT,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, sync: { key: 'operator' }, points: { size: 6 } },
      scales: {
        x: { range: (_, first, end) => span(first, end) },
        y: { range: (_, __, most) => [0, Math.max((most ?? 0) * 1.15, floor)] },
      },
      axes: [
        { ...axis, size: 26, space: 70, grid: { show: false }, values: (_, times) => times.map(time => clock(time * 1000)) },
        { ...axis, size: 60, space: 34, grid: { stroke: colour('--line'), width: 1 }, values: (_, values) => values.map(short), ...(whole && { incrs: WHOLE_STEPS }) },
      ],
      series: [{}, ...series.map(({ label }, index) => ({
        label, stroke: colour(COLOURS[index % COLOURS.length]), width: 1.75, dash: DASHES[index % DASHES.length], points: { show: false },
      }))],
      hooks: { setCursor: [plot => this.#tell(plot.cursor.idx)] },
    }, this.#data(), this.#canvas);
    this.#label();
    this.#tell(null);
  }

  #label() {
    this.#values = [];
    this.#legend.replaceChildren(...this.#figure.series.map(({ label }, index) => {
      const item = document.createElement('li');
      const mark = document.createElement('span');
      mark.className = `mark line-${index % COLOURS.length}`;
      const value = document.createElement('b');
      this.#values.push(value);
      item.append(mark, `${label} `, value);
      return item;
    }));
  }

  /** Says the values at a moment; at the last there is, for null. */
  #tell(index) {
    const { series, format, times, label } = this.#figure;
    this.#canvas.setAttribute('aria-label', label);
    const at = index ?? times.length - 1;
    series.forEach(({ values }, line) => {
      const value = values[at];
      this.#values[line].textContent = value === null || value === undefined ? '–' : format(value);
    });
    this.#legend.dataset.at = index === null || index === undefined ? '' : clock(times[at] * 1000);
  }
}

function span(first, last) {
  const end = last ?? Date.now() / 1000;
  return [Math.max(end - HOUR_S, Math.min(first ?? end, end - LEAST_S)), end];
}

customElements.define('maestro-plot', Plot);
