/** For tests and measurements that run real processes. */
export { builtPrograms } from '../../src/local/build.js';
