import { html, useEffect, useRef } from '../../lib/preact.js';
import uPlot from '../../lib/uPlot.esm.js';
import { shade } from '../data/theme.js';

const shortestSeconds = 60;
const longestSeconds = 300;

export function Sparkline({ history, version, label }) {
  const host = useRef(null);
  const plot = useRef(null);

  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(host.current), data(history), host.current);
    };
    const sizes = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = host.current;
      if (width && (plot.current.width !== width || plot.current.height !== height)) plot.current.setSize({ width, height });
    });
    draw();
    sizes.observe(host.current);
    const unsubscribe = shade.subscribe(draw);
    return () => {
      sizes.disconnect();
      unsubscribe();
      plot.current.destroy();
    };
  }, [history]);

  useEffect(() => plot.current.setData(data(history)), [history, version]);

  return html`<div class="sparkline" ref=${host} role="img" aria-label=${label}></div>`;
}

const data = ({ times, rates }) => [times, rates];

function options(element) {
  const colours = getComputedStyle(element);
  return {
    width: element.clientWidth || 200,
    height: element.clientHeight || 36,
    padding: [3, 0, 2, 0],
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    scales: {
      // The window grows with what is known, so that the first minutes are not a sliver at the edge.
      x: { range: (_, first, last) => [last - Math.min(longestSeconds, Math.max(shortestSeconds, last - first)), last] },
      // Never less than one event per second, so that an idle hub draws a calm line and not noise.
      y: { range: (_, __, most) => [0, Math.max(1, (most ?? 0) * 1.1)] },
    },
    series: [{}, {
      stroke: colours.getPropertyValue('--accent').trim(),
      fill: colours.getPropertyValue('--accent-wash').trim(),
      width: 1.5,
      points: { show: false },
    }],
  };
}
