const repaintMs = 250;

// Draws at once after a pause, and in a stream never sooner than 250 ms after the drawing before.
// request() asks for a drawing; now() draws without waiting for the next.
export function createBeat(draw) {
  let timer;
  let drawnAt = -repaintMs;

  function now() {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = performance.now();
    draw();
    // Counted from its end: however long a busy machine took for it, the next is no sooner.
    drawnAt = performance.now();
  }

  return {
    now,
    request() {
      if (timer !== undefined) return;
      timer = setTimeout(now, Math.max(0, drawnAt + repaintMs - performance.now()));
    },
  };
}
