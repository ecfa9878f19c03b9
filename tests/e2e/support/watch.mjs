// Watches a browser context: what is asked of the network, what the policy blocks, what the console complains of.

/** Runs in the page before anything else; a violation can only be seen from inside. */
function reportViolations() {
  addEventListener('securitypolicyviolation', event => {
    globalThis.reportViolation(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`);
  });
}

export class Watch {
  /** URLs of the page itself, without query and fragment. */
  pages = new Set();
  /** Every request but those for the page itself; all of them are aborted. */
  requests = [];
  /** `securitypolicyviolation` events of the page. */
  violations = [];
  /** Errors and warnings of the console, of page and workers, and uncaught exceptions. */
  complaints = [];

  static async start(context) {
    const watch = new Watch();
    await context.exposeFunction('reportViolation', violation => watch.violations.push(violation));
    await context.addInitScript(reportViolations);
    await context.route('**/*', route => {
      const url = route.request().url();
      if (watch.pages.has(url.split(/[?#]/)[0])) return route.continue();
      watch.requests.push(`${route.request().method()} ${url}`);
      return route.abort();
    });
    const listen = message => {
      if (['error', 'warning', 'assert'].includes(message.type())) watch.complaints.push(message.text());
    };
    context.on('console', listen);
    context.on('weberror', error => watch.complaints.push(String(error.error())));
    context.on('page', page => {
      page.on('worker', worker => worker.on('console', listen));
      page.on('websocket', socket => watch.requests.push(`WebSocket ${socket.url()}`));
    });
    return watch;
  }

  /** All of it, to be compared with `quiet`. */
  seen() {
    return { requests: this.requests, violations: this.violations, complaints: this.complaints };
  }
}

/** What a page that keeps its promises leaves: no request, no violation, no complaint. */
export const quiet = { requests: [], violations: [], complaints: [] };
