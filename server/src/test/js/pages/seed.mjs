// A project as it looks after a week of work: what tests and pictures of the views are made with.

const TITLES = [
  'Log people in by a link', 'Write down what the API answers', 'Mend the flaky test of the queue', 'Move the settings into a file',
  'Show how far an upload is', 'Cache what the search finds', 'Tell owners when a build fails', 'Drop the old export',
  'Make the timeline scroll smoothly', 'Let agents hand a task on',
];
const STATUSES = ['pending', 'in_progress', 'blocked', 'completed', 'failed', 'cancelled'];
const PRIORITIES = ['low', 'medium', 'high'];
/** What agents and other people may have written: it must be shown, and do nothing. */
export const HOSTILE = '<img src=x onerror="document.title=\'taken\'"><script>document.title="taken"</script> {{7*7}} \u202etxt.exe';
export const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);

/**
 * Makes projects, 30 tasks in every status with subtasks and dependencies, sessions in every state, mail, a team, approvals, a
 * sprint, a backlog, and a chat; returns `{project, tasks, sessions, team, mail, approvals, sprint, messages, thread}`.
 */
export async function seed(hub, { name = 'Apollo', members = [] } = {}) {
  const make = (path, content) => hub.ask('POST', path, content);
  const project = await make('/api/projects', {
    name, workingDir: '/srv/apollo', description: 'The page that people book by', members,
  });
  const of = { projectId: project.id };
  await make('/api/projects', { name: LONG.slice(0, 90), workingDir: `/srv/${LONG.slice(0, 60)}`, description: HOSTILE });

  const sessions = await seedSessions(hub, of);
  const tasks = await seedTasks(hub, of, sessions);
  const team = [
    await make('/api/team-members', { ...of, name: 'Ada', role: 'Reviewer', description: 'Reads every change before it goes out.' }),
    await make('/api/team-members', { ...of, name: HOSTILE.slice(0, 60), role: 'Tester', description: LONG }),
    await make('/api/team-members', { ...of, name: 'Kim', role: 'Writer', archived: true }),
  ];
  const mail = [];
  for (const [subject, body] of [
    ['Please look at the login first', 'People cannot come in since this morning.\n\nThanks.'],
    ['Which database?', 'The one in docs/adr. Ask before you change it.'],
    [HOSTILE, `${HOSTILE}\n${LONG}`],
  ]) mail.push(await make('/api/mail', { ...of, toSessionId: sessions[0].id, subject, body }));
  await make(`/api/sessions/${sessions[1].id}/modal`, {
    title: 'Which layout do you want?', html: '<h1>Two layouts</h1><button onclick="maestro.action(\'left\')">Left</button>',
  });
  return { project, tasks, sessions, team, mail, ...await seedPlan(hub, project.id, tasks), ...await seedChat(hub, project.id) };
}

async function seedSessions(hub, of) {
  const sessions = [];
  for (const [title, status] of [
    ['Login', 'running'], ['Queue', 'running'], ['Search', 'idle'], ['Export', 'completed'], ['Upload', 'failed'], ['Docs', 'stopped'],
  ]) {
    const session = await hub.ask('POST', '/api/sessions', { ...of, name: `${title} agent`, hostname: 'build-1', platform: 'linux' });
    if (status !== 'running') await hub.ask('PATCH', `/api/sessions/${session.id}`, { status });
    sessions.push(session);
  }
  await hub.ask('POST', `/api/sessions/${sessions[0].id}/report`, {
    type: 'needs_input', message: 'May I change the table of users? Two columns would have to be renamed.',
  });
  sessions.push(await hub.ask('POST', '/api/sessions/spawn', { ...of, name: LONG.slice(0, 100) }));
  const hostile = await hub.ask('POST', '/api/sessions', { ...of, name: HOSTILE.slice(0, 100) });
  await hub.ask('POST', `/api/sessions/${hostile.id}/report`, { type: 'needs_input', message: `${HOSTILE} ${LONG}` });
  return [...sessions, hostile];
}

async function seedTasks(hub, of, sessions) {
  const tasks = [];
  for (let i = 0; i < 30; i++) {
    const status = STATUSES[i % STATUSES.length];
    tasks.push(await hub.ask('POST', '/api/tasks', {
      ...of,
      title: i === 7 ? HOSTILE : i === 13 ? LONG : `${TITLES[i % TITLES.length]}${i >= TITLES.length ? ` (${Math.floor(i / TITLES.length) + 1})` : ''}`,
      description: i === 7 ? HOSTILE : 'What is to be seen when it is done:\n\n- it works on a phone\n- a test holds it',
      status, priority: PRIORITIES[i % PRIORITIES.length],
      ...(i > 3 && i % 5 === 0 && { dependencies: [tasks[i - 1].id, tasks[i - 2].id] }),
      ...(i > 3 && i % 7 === 0 && { parentId: tasks[1].id }),
      ...(status === 'in_progress' && { agentIds: [sessions[i % 2].id] }),
      ...(status === 'failed' && { error: 'The build said: 3 tests failed.' }),
    }));
  }
  for (const [title, completed] of [['Draw the page', true], ['Ask for the token', true], ['Say why it is refused', false]]) {
    await hub.ask('POST', `/api/tasks/${tasks[1].id}/subtasks`, { title, completed });
  }
  await hub.ask('POST', `/api/tasks/${tasks[1].id}/timeline`, { message: 'The page is drawn; the refusals are next.' });
  await hub.ask('POST', `/api/sessions/${sessions[1].id}/tasks/${tasks[1].id}`);
  return tasks;
}

async function seedPlan(hub, project, tasks) {
  const base = `/api/projects/${project}`;
  const sprint = await hub.ask('POST', `${base}/sprints`, { name: 'Open the doors', goal: 'People book without help.', endsAt: Date.now() + 6 * 86_400_000 });
  await hub.ask('POST', `${base}/sprints/${sprint.id}/start`);
  const stories = [['Book a room', 'completed', 5], ['Pay by card', 'in_progress', 8], ['Cancel in time', 'todo', 3], [HOSTILE, 'failed', 1]];
  for (const [title, status, points] of stories) {
    await hub.ask('POST', `${base}/backlog`, { title, status, points, sprintId: sprint.id, taskIds: [tasks[0].id] });
  }
  const approvals = [];
  for (const reason of ['It deletes the old table.', HOSTILE]) {
    approvals.push(await hub.ask('POST', `${base}/approvals`, { taskId: tasks[2].id, reason, timeoutMs: 600_000_000 }));
  }
  const answered = await hub.ask('POST', `${base}/approvals`, { taskId: tasks[3].id, reason: 'It sends mail to everybody.' });
  await hub.ask('POST', `${base}/approvals/${answered.id}/resolve`, { approved: false, comment: 'Not on a Friday.' });
  await hub.ask('PATCH', `${base}/workflow`, { state: 'development', reason: 'The sprint has begun.' });
  return { sprint, approvals };
}

async function seedChat(hub, project) {
  const messages = [];
  const say = content => hub.ask('POST', `/api/projects/${project}/messages`, { content, type: 'message' });
  for (const content of ['Good morning. The login is nearly done.', 'Which browser do people use most?', HOSTILE, LONG]) {
    messages.push(await say(content));
  }
  const thread = await hub.ask('POST', `/api/projects/${project}/threads`, { parentMessageId: messages[1].id });
  await hub.ask('POST', `/api/projects/${project}/messages`, { content: 'Phones, by far.', type: 'thread_reply', threadId: thread.id });
  return { messages, thread };
}

/** Everything that can be opened, by name, for a seeded hub: what views show, and their details. */
export const places = ({ project, tasks, sessions }) => ({
  home: '#/',
  account: '#/account',
  operator: '#/operator',
  reference: '#/reference/createTask',
  ...Object.fromEntries(['waiting', 'tasks', 'sessions', 'terminals', 'chat', 'plan', 'mail', 'team', 'more']
    .map(view => [view, `#/projects/${project.id}/${view}`])),
  task: `#/projects/${project.id}/tasks/${tasks[1].id}`,
  session: `#/projects/${project.id}/sessions/${sessions[0].id}`,
});
