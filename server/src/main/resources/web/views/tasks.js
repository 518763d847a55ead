/** The tasks of a project: all of them, or one. */
export async function open(context) {
  const { segments } = context;
  return segments.length ? (await import('./tasks/detail.js')).open(context) : (await import('./tasks/list.js')).open(context);
}
