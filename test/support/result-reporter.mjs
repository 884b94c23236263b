import { writeFileSync } from 'node:fs';

/**
 * Jest's own result in few numbers. Names the tests that were skipped, so that none is missed in silence, and writes the
 * counts as JSON to the file that TEST_RESULT names. A file that could not run at all counts as one failure.
 */
// oxlint-disable-next-line import/no-default-export -- jest takes a reporter no other way
export default class ResultReporter {
  constructor({ testNamePattern }) {
    this.everything = !testNamePattern;
  }

  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap(({ testResults }) =>
      testResults.filter(({ status }) => status === 'pending' || status === 'todo').map(({ fullName }) => fullName),
    );
    if (skipped.length > 0 && this.everything)
      console.log(`\nSkipped:\n${skipped.map((name) => `  ○ ${name}`).join('\n')}`);
    const result = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped,
    };
    if (process.env.TEST_RESULT) writeFileSync(process.env.TEST_RESULT, JSON.stringify(result));
  }
}
