// Linear with one remembered star: no pattern can make it slow. Text without a wildcard matches anywhere.
export function topicMatcher(pattern) {
  const wanted = pattern.trim();
  if (!wanted) return () => true;
  return wanted.includes('*') ? topic => matches(wanted, topic) : topic => topic.includes(wanted);
}

function matches(pattern, text) {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
