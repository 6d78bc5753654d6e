import { createPolled } from './polled.js';

export const useLimits = createPolled('limits').use;
