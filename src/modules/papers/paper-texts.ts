import { loadTexts } from '../../platform/texts/texts.js';

/** The words of tickets on paper and in wallets. */
export const paperTexts = loadTexts(import.meta.dirname);
