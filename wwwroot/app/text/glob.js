const quoted = /^".*"$/s;

// Text without a wildcard matches anywhere; in quotes it is a whole topic, whatever stands in it.
export function topicMatcher(pattern) {
  const wanted = pattern.trim();
  if (!wanted) return () => true;
  if (quoted.test(wanted)) {
    const whole = wanted.slice(1, -1);
    return topic => topic === whole;
  }
  return wanted.includes('*') ? topic => matches(wanted, topic) : topic => topic.includes(wanted);
}

// The pattern of this topic and no other, but that of one with a wildcard, which a topic has at its end only, matches what it stands for.
export const exactly = topic => (topic.endsWith('*') ? topic : `"${topic}"`);

// Linear with one remembered star: no pattern can make it slow.
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
