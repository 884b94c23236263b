import { TestEnvironment } from 'jest-environment-node';
import './typescript.ts';

/**
 * Jest gives every test file modules of its own, and linking the application anew takes longer than most files' tests. Those
 * that judge from outside need no copy of their own: an environment stands outside of them, so the application it loads is
 * loaded once in each of Jest's processes. State is kept per application, never per module, so files do not meet.
 */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.loadTurnout = () => import('./turnout.ts');
  }
}
