/**
 * Why something was not done.
 *
 * `code` is the hub's word (docs/protocol/errors.md), or one of the client's own: `unreachable` (nothing answered, so it may
 * have been done all the same), `timeout` (likewise), `closed` (the client was closed). `details` lists `{path, message}` for
 * what was `invalid`; `current` is the document as it is now for `stale_version` and `conflict`; `retryAfter` is in ms.
 */
export class Refusal extends Error {
  constructor(code, message, { details, current, retryAfter, status, cause } = {}) {
    super(message, { cause });
    Object.assign(this, {
      name: 'Refusal', code, details: details ?? [], current: current ?? null, retryAfter: retryAfter ?? null, status: status ?? null,
    });
  }

  /** Whether it may have been done though no answer came. */
  get isUnclear() {
    return this.code === 'unreachable' || this.code === 'timeout';
  }

  /** Of an ack `{success: false, …}`. */
  static ofAck(answer) {
    return new Refusal(answer?.code ?? 'internal', answer?.error ?? 'The hub gave no reason.',
      { details: answer?.details, current: answer?.current, retryAfter: answer?.retry_after });
  }

  /** Of a problem+json answer. */
  static ofProblem(status, problem, retryAfter) {
    return new Refusal(problem.code ?? (status >= 500 ? 'internal' : 'invalid'),
      problem.detail ?? problem.title ?? `The hub answered ${status}.`,
      { details: problem.details ?? problem.errors, current: problem.current, retryAfter, status });
  }
}
