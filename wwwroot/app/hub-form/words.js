import { kinds as de } from '../text/de.js';
import { language } from '../text/words.js';

export { t } from '../text/words.js';

// The gateway tells its kinds' options in English; other languages have them by the English words.
const texts = { de };

export const worded = text => texts[language.get()]?.[text] ?? text;
