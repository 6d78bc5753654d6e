import { createStore } from './store.js';

const storedAs = 'gateway-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const themes = ['system', 'light', 'dark'];
export const theme = createStore(remembered());
// What is drawn now: canvases cannot follow a style sheet by themselves.
export const shade = createStore(current());

dark.addEventListener('change', apply);
apply();

export function chooseTheme(choice) {
  try {
    localStorage.setItem(storedAs, choice);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
  theme.set(choice);
  apply();
}

function apply() {
  const choice = theme.get();
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  shade.set(current());
}

function current() {
  const choice = theme.get();
  return choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
}

function remembered() {
  try {
    const choice = localStorage.getItem(storedAs);
    return themes.includes(choice) ? choice : 'system';
  } catch {
    return 'system';
  }
}
