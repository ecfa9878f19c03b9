// Prints the counts in the form of Rust's test runner, which `cargo xtask test` adds up.
export default class ResultLine {
  onBegin(config, suite) {
    this.suite = suite;
  }

  onEnd() {
    const outcomes = this.suite.allTests().map(test => test.outcome());
    const count = outcome => outcomes.filter(other => other === outcome).length;
    const failed = count('unexpected') + count('flaky');
    console.log(
      `test result: ${failed ? 'FAILED' : 'ok'}. ${count('expected')} passed; ${failed} failed; ${count('skipped')} ignored`,
    );
  }

  printsToStdio() {
    return false;
  }
}
