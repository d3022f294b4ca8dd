/** An answer that is no success: what RFC 9457 problem details say, or the status. */
export class Problem extends Error {
  constructor(status, problem) {
    const fields = Object.values(problem?.errors ?? {}).flat();
    super(fields.join(' ') || problem?.detail || problem?.title || `The server answered with ${status}.`);
    this.status = status;
    this.title = problem?.title;
  }
}

/** @param {AbortSignal} [signal] Ends the call, for whom its answer would come too late. */
export async function call(method, path, body, signal) {
  const response = await fetch(path, {
    method,
    signal,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const json = /\bjson\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : null;
  if (!response.ok) {
    throw new Problem(response.status, json);
  }
  return json;
}
