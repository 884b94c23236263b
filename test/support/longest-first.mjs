import Sequencer from '@jest/test-sequencer';

/** Those that take minutes; what runs beside them is short, so that nobody waits for one of these at the end. */
const long = ['test/model/', 'test/races/', 'test/faults/', 'test/browser/', 'test/platform/start'];

/** Jest knows how long files take only where it has run before; a clean clone knows it from here. */
export default class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = long.findIndex((part) => path.includes(part));
      return found < 0 ? long.length : found;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
