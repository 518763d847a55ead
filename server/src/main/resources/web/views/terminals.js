/** The terminals of a project: all of them, or one, live. */
export async function open(context) {
  const [sessionId] = context.segments;
  if (!sessionId) {
    const { TerminalList } = await import('./terminals/list.js');
    return new TerminalList(context).view();
  }
  const { LiveTerminal } = await import('./terminals/live.js');
  return LiveTerminal.open(context, sessionId);
}
