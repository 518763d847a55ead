// What goes over the wire of Maestro Hub. Generated from the hub's catalogues; ProtocolTypesTest says how. Not to be edited.

/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A time such as `2024-02-01T12:05:23.456Z`. All other times are epoch milliseconds. */
export type IsoTime = string;

export type ActivityStatus = 'started' | 'completed' | 'failed' | 'paused';

export interface Approval {
  id: string;
  projectId: string;
  version: number;
  taskId: string;
  task: Json;
  reason: string;
  requestedBy: string;
  status: ApprovalStatus;
  retryCount: number;
  timeoutAt: number;
  resolvedBy: string | null;
  resolvedAt: number | null;
  comment: string | null;
  createdAt: number;
  updatedAt: number;
}

export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'timed_out';

export interface Attachment {
  name: string;
  size: number;
  type: string;
}

export interface AuditEntry {
  id: string;
  projectId: string;
  version: number;
  userId: string;
  action: string;
  resource: string;
  timestamp: number;
  ipAddress?: string;
  userAgent?: string;
  success: boolean;
  error?: string;
}

export type BacklogChange = 'added' | 'removed' | 'updated' | 'reordered';

export interface ChatThread {
  id: string;
  projectId: string;
  version: number;
  parentMessageId: string;
  createdBy: string;
  messageCount: number;
  lastMessageAt: number;
  participants: string[];
  createdAt: number;
  updatedAt: number;
}

export type ConfigType = 'agent' | 'system' | 'security' | 'user';

export interface DeletedDocument {
  id: string;
  projectId: string;
  sessionIds?: string[];
}

export type ErrorCode = 'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'stale_version' | 'rate_limited' | 'too_large' | 'unavailable' | 'internal';

export interface ErrorDetail {
  path: string;
  message: string;
}

export interface Mail {
  id: string;
  projectId: string;
  version: number;
  fromSessionId: string;
  toSessionId: string;
  type: string;
  subject: string;
  body: string;
  createdAt: number;
  updatedAt: number;
}

export interface Message {
  id: string;
  projectId: string;
  version: number;
  userId: string;
  content: string;
  type: MessageType;
  threadId: string | null;
  attachments: Attachment[];
  reactions: Reaction[];
  createdAt: number;
  updatedAt: number;
}

export type MessageType = 'command' | 'response' | 'system' | 'thread';

export interface Modal {
  id: string;
  projectId: string;
  version: number;
  sessionId: string;
  title: string;
  html: string;
  filePath: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface ModalAction {
  sessionId: string;
  modalId: string;
  action: string;
  data: Json | null;
  timestamp: number;
}

export interface ModalClosed {
  sessionId: string;
  modalId: string;
  timestamp: number;
}

export interface ModalShown {
  sessionId: string;
  modalId: string;
  title: string;
  html: string;
  filePath?: string;
  timestamp: number;
}

export interface NeedsInput {
  active: boolean;
  message: string | null;
}

export interface NeedsInputNotice {
  sessionId: string;
  name: string;
  message?: string;
}

export type OutputType = 'stdout' | 'stderr' | 'test_result';

export interface PortalAgentActivity {
  agent_type: string;
  project_name: string;
  action: string;
  status: ActivityStatus;
  task_id?: string;
  story_id?: string;
  timestamp: IsoTime;
  duration?: number;
  metrics?: Json;
  error?: string;
}

export interface PortalApprovalRequest {
  project_name: string;
  request_id: string;
  task: Json;
  reason: string;
  created_at: IsoTime;
  retry_count: number;
  timeout_at: IsoTime;
}

export interface PortalApprovalResolved {
  project_name: string;
  request_id: string;
  approved: boolean;
  resolved_by: string;
  resolved_at: IsoTime;
  comment?: string;
}

export interface PortalAuthenticated {
  user_id: string;
  permissions: string[];
}

export interface PortalAuthenticationFailed {
  message: string;
  code: ErrorCode;
  retry_after?: number;
}

export interface PortalBacklogUpdated {
  project_name: string;
  change_type: BacklogChange;
  story_id: string;
  story?: Json;
  old_position?: number;
  new_position?: number;
}

export interface PortalCommandResult {
  message_id: string;
  command: string;
  success: boolean;
  result?: Json;
  error?: string;
  execution_time: number;
  timestamp: IsoTime;
  embed_data?: Json;
}

export interface PortalConfigChanged {
  config_type: ConfigType;
  changed_by: string;
  changes: Json;
  timestamp: IsoTime;
  reason?: string;
}

export type PortalErrorType = 'connection' | 'authentication' | 'validation' | 'server' | 'network';

export interface PortalJoinedProject {
  project_name: string;
  current_state: string;
  active_users: number;
  last_activity: IsoTime;
}

export interface PortalMessageReceived {
  message_id: string;
  project_name: string;
  user_id: string;
  content: string;
  type: MessageType;
  timestamp: IsoTime;
  thread_id?: string;
  attachments?: Attachment[];
  reactions?: PortalReactionCount[];
}

export interface PortalNetworkIo {
  bytes_sent: number;
  bytes_received: number;
}

export interface PortalRateLimited {
  message: string;
  retry_after: number;
  code: ErrorCode;
}

export interface PortalReactionCount {
  emoji: string;
  count: number;
  users: string[];
}

export interface PortalSprintProgress {
  project_name: string;
  sprint_id: string;
  total_stories: number;
  completed_stories: number;
  failed_stories: number;
  in_progress_stories: number;
  estimated_completion: IsoTime;
  velocity: number;
}

export interface PortalStateChange {
  project_name: string;
  old_state: string;
  new_state: string;
  timestamp: IsoTime;
  triggered_by: string;
  command?: string;
  reason?: string;
}

export interface PortalSystemMetrics {
  timestamp: IsoTime;
  cpu_usage: number;
  memory_usage: number;
  disk_usage: number;
  network_io: PortalNetworkIo;
  active_connections: number;
  active_projects: number;
  active_tasks: number;
  error_rate: number;
  uptime: number;
}

export interface PortalTaskMetadata {
  title: string;
  priority: Priority;
  version: number;
}

export interface PortalTaskUpdate {
  project_name: string;
  task_id: string;
  task_type: string;
  status: TaskStatus;
  progress: number;
  agent_type: string;
  started_at?: IsoTime;
  completed_at?: IsoTime;
  error?: string;
  metadata?: PortalTaskMetadata;
}

export interface PortalTddCycleStarted {
  project_name: string;
  cycle_id: string;
  story_id: string;
  started_by: string;
  estimated_duration: number;
  timestamp: IsoTime;
}

export interface PortalTddStateChange {
  project_name: string;
  cycle_id: string;
  old_state: string;
  new_state: string;
  timestamp: IsoTime;
  phase_duration?: number;
  test_results?: Json;
  code_metrics?: Json;
}

export interface PortalTestOutput {
  project_name: string;
  cycle_id: string;
  output_type: OutputType;
  content: string;
  timestamp: IsoTime;
  sequence_number: number;
}

export interface PortalThreadCreated {
  thread_id: string;
  parent_message_id: string;
  project_name: string;
  created_by: string;
  timestamp: IsoTime;
}

export interface PortalThreadUpdated {
  thread_id: string;
  message_count: number;
  last_message_at: IsoTime;
  participants: string[];
}

export interface PortalUserAction {
  user_id: string;
  action: string;
  resource: string;
  timestamp: IsoTime;
  ip_address?: string;
  user_agent?: string;
  success: boolean;
  error?: string;
}

export interface PortalUserNotice {
  user_id: string;
  project_name: string;
  timestamp: IsoTime;
}

export interface PortalValidationError {
  message: string;
  details: ErrorDetail[];
  code: ErrorCode;
}

export interface PortalWebSocketError {
  type: PortalErrorType;
  message: string;
  code: ErrorCode;
  details?: ErrorDetail[];
  timestamp: IsoTime;
}

export type Priority = 'low' | 'medium' | 'high';

export interface ProgressNotice {
  sessionId: string;
  message: string;
  taskId?: string;
}

export interface Project {
  id: string;
  projectId: string;
  version: number;
  name: string;
  workingDir: string;
  description: string;
  members: string[];
  createdAt: number;
  updatedAt: number;
}

export interface Reaction {
  emoji: string;
  userIds: string[];
}

export interface Session {
  id: string;
  projectId: string;
  version: number;
  taskIds: string[];
  name: string;
  agentId: string | null;
  env: Record<string, string>;
  status: SessionStatus;
  needsInput: NeedsInput;
  startedAt: number;
  lastActivity: number;
  completedAt: number | null;
  hostname: string | null;
  platform: string | null;
  events: SessionEvent[];
  metadata: SessionMetadata;
  lastHeartbeat: number | null;
  agentStatus: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface SessionEvent {
  id: string;
  type: string;
  timestamp: number;
  message: string;
  data: Json | null;
}

export interface SessionMetadata {
  skills: string[];
  spawnedBy: string | null;
  spawnReason: string | null;
}

export interface SessionNotice {
  sessionId: string;
  name: string;
  reason?: string;
}

export type SessionStatus = 'spawning' | 'idle' | 'running' | 'needs_input' | 'completed' | 'failed' | 'stopped';

export interface SessionTask {
  sessionId: string;
  taskId: string;
}

export interface Spawn {
  session: Session;
  projectId: string;
  taskIds: string[];
  skillIds: string[];
  name: string;
}

export interface Sprint {
  id: string;
  projectId: string;
  version: number;
  name: string;
  goal: string;
  status: SprintStatus;
  totalStories: number;
  completedStories: number;
  failedStories: number;
  inProgressStories: number;
  startedAt: number | null;
  endsAt: number | null;
  endedAt: number | null;
  estimatedCompletion: number;
  velocity: number;
  createdAt: number;
  updatedAt: number;
}

export type SprintStatus = 'planned' | 'active' | 'ended';

export interface Story {
  id: string;
  projectId: string;
  version: number;
  title: string;
  description: string;
  status: StoryStatus;
  priority: Priority;
  points: number | null;
  sprintId: string | null;
  taskIds: string[];
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
}

export type StoryStatus = 'todo' | 'in_progress' | 'completed' | 'failed';

export interface Subtask {
  id: string;
  taskId: string;
  title: string;
  description: string;
  completed: boolean;
  order: number;
  createdAt: number;
  updatedAt: number;
  completedAt: number | null;
}

export interface SubtaskChanged {
  taskId: string;
  subtask: Subtask;
}

export interface SubtaskDeleted {
  taskId: string;
  subtaskId: string;
}

export interface Task {
  id: string;
  projectId: string;
  version: number;
  parentId: string | null;
  title: string;
  description: string;
  status: TaskStatus;
  priority: Priority;
  sessionIds: string[];
  sessionCount: number;
  skillIds: string[];
  agentIds: string[];
  dependencies: string[];
  subtasks: Subtask[];
  timeline: TimelineEntry[];
  progress: number;
  agent: string | null;
  error: string | null;
  claimedBy: string | null;
  initialPrompt: string;
  createdAt: number;
  updatedAt: number;
  startedAt: number | null;
  completedAt: number | null;
}

export interface TaskNotice {
  taskId: string;
  title: string;
}

export interface TaskSession {
  taskId: string;
  sessionId: string;
}

export interface TaskSessionNotice {
  taskId: string;
  sessionId: string;
  title: string;
}

export type TaskStatus = 'pending' | 'in_progress' | 'blocked' | 'completed' | 'failed' | 'cancelled';

export interface TeamMember {
  id: string;
  projectId: string;
  version: number;
  name: string;
  role: string;
  description: string;
  agentId: string | null;
  skillIds: string[];
  archived: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface TerminalSummary {
  sessionId: string;
  projectId: string;
  ptyId: string;
  cols: number;
  rows: number;
  title: string;
  createdAt: number;
  position: number;
  viewers: number;
  connected: boolean;
}

export interface TimelineEntry {
  id: string;
  type: string;
  timestamp: number;
  message: string;
}

export interface TokenNotice {
  expiresAt: number;
  disconnectAt?: number;
}

export interface Watched {
  cols: number;
  rows: number;
  scrollback: string;
  position: number;
  truncated: boolean;
  writable: boolean;
  title: string;
  connected: boolean;
  controller: string | null;
  mine: boolean;
}

export interface Workflow {
  id: string;
  projectId: string;
  version: number;
  state: string;
  changedBy: string | null;
  command: string | null;
  reason: string | null;
  createdAt: number;
  updatedAt: number;
}

/** An answer: `success` says which of the two it is. */
export type Ack<T = {}> = ({ success: true } & T) | AckRefusal;

export interface AckRefusal {
  success: false;
  /** A sentence for a person. */
  error: string;
  code: ErrorCode;
  details?: ErrorDetail[];
  /** Milliseconds, with `rate_limited`. */
  retry_after?: number;
  /** The document as it is, with `stale_version` and `conflict`. */
  current?: Json;
}

/** `data` of a CONNECT_ERROR; the sentence is the error's `message`. */
export interface ConnectRefusal {
  code: ErrorCode;
  retry_after?: number;
}

/** A REST refusal, `application/problem+json`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: ErrorCode;
  details?: ErrorDetail[];
  current?: Json;
  reference?: string;
  retry_after?: number;
}

/** `GET /api/me`. */
export interface Me {
  kind: 'local' | 'user' | 'agent';
  id: string;
  email?: string;
  allProjects: boolean;
  projectIds: string[];
  permissions: Permission[];
  expiresAt?: number;
}

export type Permission = 'admin' | 'monitor' | 'terminal:write';

/** `GET /api/state`, and the ack of `state:sync`. */
export interface State {
  success: true;
  sessions: Session[];
  tasks: Task[];
  teamMembers: TeamMember[];
  mail: Mail[];
  terminals: TerminalSummary[];
  modals: Modal[];
  offset: string;
}

/** Sessions by their ids. */
export type ChosenSessions = string[] | { sessionIds: string[] };

export interface At {
  timestamp: number;
}

export interface Subscribed extends At {
  sessionIds: Json;
}

/** What a client hears that sent something without an ack, and was refused. */
export interface Refused {
  message: string;
  code: ErrorCode;
  details: ErrorDetail[];
  retry_after?: number;
}

/** What a client hears before the hub closes on it; `after` in milliseconds, `limit` and `size` in bytes. */
export interface Goodbye {
  code: string;
  reason: string;
  retry: 'now' | 'later' | 'never';
  after?: number;
  limit?: number;
  size?: number;
}

/** What every namespace may hear. */
export interface CommonEvents {
  'auth:expiring': (end: TokenNotice) => void;
  'auth:expired': (end: TokenNotice) => void;
  'auth:access': (change: { gained: string[]; lost: string[] }) => void;
  'server:shutdown': (notice: { timestamp: number; reconnectAfter: number }) => void;
  'server:goodbye': (goodbye: Goodbye) => void;
}

/** What every native namespace hears because of what it sends. */
export interface AnswerEvents {
  subscribed: (answer: Subscribed) => void;
  unsubscribed: (answer: At) => void;
  pong: (answer: At) => void;
  validation_error: (refusal: Refused) => void;
  rate_limited: (refusal: Refused) => void;
}

export type NativeEventName = keyof NativeEvents;

/** A native event as it is on the wire. */
export interface Envelope<N extends NativeEventName = NativeEventName> {
  type: N;
  event: N;
  data: NativeEvents[N];
  timestamp: number;
}

/** Any native event; `type` tells which. */
export type AnyEnvelope = { [N in NativeEventName]: Envelope<N> }[NativeEventName];

/** What the plain WebSocket `/` sends: a spawn has another name there. */
export type RawEnvelope =
  | { [N in Exclude<NativeEventName, 'session:spawn'>]: Envelope<N> }[Exclude<NativeEventName, 'session:spawn'>]
  | { type: 'session:spawn_request'; event: 'session:spawn_request'; data: Spawn; timestamp: number };

/** Listeners of the native events; the offset is given back at CONNECT and never read. */
export type NewsEvents = { [N in NativeEventName]: (envelope: Envelope<N>, offset: string) => void };

/** What the owner of terminals hears, on `/ui` and `/cli`. */
export interface OwnerEvents {
  'terminal:input': (input: { ptyId: string; data: string }) => void;
  'terminal:resize': (size: { ptyId: string; cols: number; rows: number }) => void;
  'terminal:flow': (flow: { ptyId: string; paused: boolean }) => void;
}

/** What viewers of terminals hear, on `/terminal`. */
export interface ViewerEvents {
  'terminal:output': (output: { sessionId: string; data: string; position: number }) => void;
  'terminal:resync': (screen: {
    sessionId: string;
    scrollback: string;
    position: number;
    cols: number;
    rows: number;
  }) => void;
  'terminal:resized': (size: { sessionId: string; cols: number; rows: number }) => void;
  'terminal:owner': (owner: { sessionId: string; connected: boolean }) => void;
  'terminal:controller': (controller: { sessionId: string; controller: string | null; mine: boolean }) => void;
  'terminal:exit': (end: {
    sessionId: string;
    /** Left out with `server_shutdown`: the command goes on. */
    exitCode?: number | null;
    reason?: 'owner_disconnected' | 'replaced' | 'session_deleted' | 'server_shutdown';
  }) => void;
}

/** A command of the chat that this client registered; to be acked within 30 s. */
export interface PortalCommand {
  message_id: string;
  command: string;
  arguments: string[];
  content: string;
  user_id: string;
  project_name: string;
  timestamp: IsoTime;
}

export interface PortalCommandAnswer {
  success: boolean;
  result?: Json;
  error?: string;
  embed_data?: Json;
}

/** `data` of each native event. */
export interface NativeEvents {
  'project:created': Project;
  'project:updated': Project;
  'project:deleted': DeletedDocument;
  'task:created': Task;
  'task:updated': Task;
  'task:deleted': DeletedDocument;
  'task:session_added': TaskSession;
  'task:session_removed': TaskSession;
  'session:created': Session;
  'session:spawn': Spawn;
  'session:updated': Session;
  'session:deleted': DeletedDocument;
  'session:task_added': SessionTask;
  'session:task_removed': SessionTask;
  'subtask:created': SubtaskChanged;
  'subtask:updated': SubtaskChanged;
  'subtask:deleted': SubtaskDeleted;
  'notify:task_completed': TaskNotice;
  'notify:task_failed': TaskNotice;
  'notify:task_blocked': TaskNotice;
  'notify:task_session_completed': TaskSessionNotice;
  'notify:task_session_failed': TaskSessionNotice;
  'notify:session_completed': SessionNotice;
  'notify:session_failed': SessionNotice;
  'notify:needs_input': NeedsInputNotice;
  'notify:progress': ProgressNotice;
  'session:modal': ModalShown;
  'session:modal_action': ModalAction;
  'session:modal_closed': ModalClosed;
  'team_member:created': TeamMember;
  'team_member:updated': TeamMember;
  'team_member:deleted': DeletedDocument;
  'team_member:archived': TeamMember;
  'mail:received': Mail;
  'mail:deleted': DeletedDocument;
}

/** The payload of each of the portal's events. */
export interface PortalEvents {
  joined_project: PortalJoinedProject;
  user_joined: PortalUserNotice;
  user_left: PortalUserNotice;
  state_change: PortalStateChange;
  task_update: PortalTaskUpdate;
  approval_request: PortalApprovalRequest;
  approval_resolved: PortalApprovalResolved;
  sprint_progress: PortalSprintProgress;
  backlog_updated: PortalBacklogUpdated;
  message_received: PortalMessageReceived;
  command_result: PortalCommandResult;
  typing_start: PortalUserNotice;
  typing_stop: PortalUserNotice;
  thread_created: PortalThreadCreated;
  thread_updated: PortalThreadUpdated;
  agent_activity: PortalAgentActivity;
  system_metrics: PortalSystemMetrics;
  tdd_cycle_started: PortalTddCycleStarted;
  tdd_state_change: PortalTddStateChange;
  test_output: PortalTestOutput;
  config_changed: PortalConfigChanged;
  user_action: PortalUserAction;
  authenticated: PortalAuthenticated;
  authentication_failed: PortalAuthenticationFailed;
  rate_limited: PortalRateLimited;
  validation_error: PortalValidationError;
  error: PortalWebSocketError;
}

export type PortalEventName = keyof PortalEvents;

/** Listeners of some of the portal's events; what is stored has its offset after it. */
export type PortalNews<N extends PortalEventName> = { [E in N]: (payload: PortalEvents[E], offset?: string) => void };

export interface NewToken {
  token: string;
}

export interface NamedProject {
  projectId: string;
}

export interface NamedSession {
  sessionId: string;
}

export interface SendMail {
  toSessionId: string;
  type?: string;
  subject: string;
  body?: string;
}

export interface ReplyInput {
  sessionId: string;
  text?: string | null;
}

export interface SpawnSession {
  projectId?: string;
  taskIds?: string[];
  skills?: string[];
  name?: string;
  spawnedBy?: string | null;
  spawnReason?: string | null;
  agentId?: string | null;
  env?: Record<string, string>;
}

export interface Heartbeat {
  status: string;
  taskId?: string | null;
}

export interface AgentReport {
  type: 'progress' | 'needs_input' | 'completed' | 'failed' | 'blocked';
  message?: string;
  taskId?: string | null;
}

export interface Authenticate {
  token: string;
  user_id?: string | null;
}

export interface JoinProject {
  project_name: string;
  user_id?: string | null;
}

export interface LeaveProject {
  project_name: string;
}

export interface ChosenEvents {
  events: PortalEventName[];
  project_name?: string | null;
}

export interface SendMessage {
  content: string;
  type: 'message' | 'command' | 'thread_reply';
  thread_id?: string;
  attachments?: Attachment[];
}

export interface RegisterCommands {
  commands: string[];
}

export interface RegisterTerminal {
  ptyId: string;
  sessionId: string;
  cols?: number;
  rows?: number;
  takeover?: boolean;
  position?: number | null;
  history?: string | null;
}

export interface PtyOutput {
  ptyId: string;
  data: string;
  position?: number | null;
}

export interface PtyResize {
  ptyId: string;
  cols: number;
  rows: number;
}

export interface PtyExit {
  ptyId: string;
  exitCode?: number | null;
}

export interface WatchTerminal {
  sessionId: string;
  since?: number | null;
  lossless?: boolean;
}

export interface TerminalInput {
  sessionId: string;
  input: string;
}

export interface TerminalResize {
  sessionId: string;
  cols: number;
  rows: number;
}

export interface TerminalAck {
  sessionId: string;
  position: number;
}

/** What `/ui` hears. */
export type UiServerEvents = CommonEvents & AnswerEvents & NewsEvents & OwnerEvents;

/** What is said to `/ui`. */
export interface UiClientEvents {
  'subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'session:subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'session:unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'ping': (ack?: (answer: Ack<At>) => void) => void;
  'auth:refresh': (payload: NewToken, ack?: (answer: Ack<{ expiresAt: number | null }>) => void) => void;
  'project:subscribe': (payload: NamedProject, ack?: (answer: Ack<{ projectId: string }>) => void) => void;
  'state:sync': (payload: NamedProject, ack?: (answer: Ack<Omit<State, 'success'>>) => void) => void;
  'session:claim-spawn': (payload: NamedSession, ack?: (answer: Ack<{ session: Session; token: string }>) => void) => void;
  'terminal:register': (payload: RegisterTerminal, ack?: (answer: Ack<{ position: number; resumed: boolean; credit: number }>) => void) => void;
  'terminal:output': (payload: PtyOutput, ack?: (answer: Ack<{ position: number }>) => void) => void;
  'terminal:resize': (payload: PtyResize, ack?: (answer: Ack<{}>) => void) => void;
  'terminal:exit': (payload: PtyExit, ack?: (answer: Ack<{}>) => void) => void;
}

/** What `/mobile` hears. */
export type MobileServerEvents = CommonEvents & AnswerEvents & NewsEvents;

/** What is said to `/mobile`. */
export interface MobileClientEvents {
  'subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'session:subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'session:unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'ping': (ack?: (answer: Ack<At>) => void) => void;
  'auth:refresh': (payload: NewToken, ack?: (answer: Ack<{ expiresAt: number | null }>) => void) => void;
  'state:sync': (ack?: (answer: Ack<Omit<State, 'success'>>) => void) => void;
  'mail:send': (payload: SendMail, ack?: (answer: Ack<{ mail: Mail }>) => void) => void;
  'session:reply-input': (payload: ReplyInput, ack?: (answer: Ack<{ session: Session }>) => void) => void;
  'session:spawn': (payload: SpawnSession, ack?: (answer: Ack<{ session: Session }>) => void) => void;
}

/** What `/cli` hears. */
export type CliServerEvents = CommonEvents & AnswerEvents & NewsEvents & OwnerEvents;

/** What is said to `/cli`. */
export interface CliClientEvents {
  'subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'session:subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'session:unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'ping': (ack?: (answer: Ack<At>) => void) => void;
  'auth:refresh': (payload: NewToken, ack?: (answer: Ack<{ expiresAt: number | null }>) => void) => void;
  'heartbeat': (payload: Heartbeat, ack?: (answer: Ack<{ serverTime: number }>) => void) => void;
  'session:report': (payload: AgentReport, ack?: (answer: Ack<{ session: Session }>) => void) => void;
  'terminal:register': (payload: RegisterTerminal, ack?: (answer: Ack<{ position: number; resumed: boolean; credit: number }>) => void) => void;
  'terminal:output': (payload: PtyOutput, ack?: (answer: Ack<{ position: number }>) => void) => void;
  'terminal:resize': (payload: PtyResize, ack?: (answer: Ack<{}>) => void) => void;
  'terminal:exit': (payload: PtyExit, ack?: (answer: Ack<{}>) => void) => void;
}

/** What `/terminal` hears. */
export type TerminalServerEvents = CommonEvents & AnswerEvents & ViewerEvents;

/** What is said to `/terminal`. */
export interface TerminalClientEvents {
  'subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'session:subscribe': (payload: ChosenSessions, ack?: (answer: Ack<Subscribed>) => void) => void;
  'unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'session:unsubscribe': (...said: [payload: ChosenSessions, ack?: (answer: Ack<At>) => void] | [ack?: (answer: Ack<At>) => void]) => void;
  'ping': (ack?: (answer: Ack<At>) => void) => void;
  'auth:refresh': (payload: NewToken, ack?: (answer: Ack<{ expiresAt: number | null }>) => void) => void;
  'terminal:watch': (payload: WatchTerminal, ack?: (answer: Ack<Watched>) => void) => void;
  'terminal:unwatch': (payload: NamedSession, ack?: (answer: Ack<{}>) => void) => void;
  'terminal:input': (payload: TerminalInput, ack?: (answer: Ack<{}>) => void) => void;
  'terminal:resize': (payload: TerminalResize, ack?: (answer: Ack<{}>) => void) => void;
  'terminal:ack': (payload: TerminalAck, ack?: (answer: Ack<{}>) => void) => void;
  'terminal:list': (ack?: (answer: Ack<{ terminals: TerminalSummary[] }>) => void) => void;
}

/** What `/portal` hears. */
export type PortalServerEvents = CommonEvents & PortalNews<
  | 'joined_project'
  | 'user_joined'
  | 'user_left'
  | 'state_change'
  | 'task_update'
  | 'approval_request'
  | 'approval_resolved'
  | 'sprint_progress'
  | 'backlog_updated'
  | 'agent_activity'
  | 'authenticated'
  | 'authentication_failed'
  | 'rate_limited'
  | 'validation_error'
  | 'error'>;

/** What is said to `/portal`. */
export interface PortalClientEvents {
  'authenticate': (payload: Authenticate, ack?: (answer: Ack<PortalAuthenticated>) => void) => void;
  'join_project': (payload: JoinProject, ack?: (answer: Ack<PortalJoinedProject>) => void) => void;
  'leave_project': (payload: LeaveProject, ack?: (answer: Ack<{ project_name: string }>) => void) => void;
  'subscribe_to_events': (payload: ChosenEvents, ack?: (answer: Ack<{ events: PortalEventName[] }>) => void) => void;
}

/** What `/project/{name}` hears. */
export type ProjectServerEvents = CommonEvents & PortalNews<
  | 'joined_project'
  | 'user_joined'
  | 'user_left'
  | 'state_change'
  | 'task_update'
  | 'approval_request'
  | 'approval_resolved'
  | 'sprint_progress'
  | 'backlog_updated'
  | 'authenticated'
  | 'authentication_failed'
  | 'rate_limited'
  | 'validation_error'
  | 'error'>;

/** What is said to `/project/{name}`. */
export interface ProjectClientEvents {
  'authenticate': (payload: Authenticate, ack?: (answer: Ack<PortalAuthenticated>) => void) => void;
  'join_project': (payload: JoinProject, ack?: (answer: Ack<PortalJoinedProject>) => void) => void;
  'leave_project': (payload: LeaveProject, ack?: (answer: Ack<{ project_name: string }>) => void) => void;
  'subscribe_to_events': (payload: ChosenEvents, ack?: (answer: Ack<{ events: PortalEventName[] }>) => void) => void;
}

/** What `/chat/{name}` hears. */
export type ChatServerEvents = CommonEvents & PortalNews<
  | 'message_received'
  | 'command_result'
  | 'typing_start'
  | 'typing_stop'
  | 'thread_created'
  | 'thread_updated'
  | 'authenticated'
  | 'authentication_failed'
  | 'rate_limited'
  | 'validation_error'
  | 'error'> & {
  command: (command: PortalCommand, ack: (answer: PortalCommandAnswer) => void) => void;
};

/** What is said to `/chat/{name}`. */
export interface ChatClientEvents {
  'authenticate': (payload: Authenticate, ack?: (answer: Ack<PortalAuthenticated>) => void) => void;
  'send_message': (payload: SendMessage, ack?: (answer: Ack<{ message_id: string }>) => void) => void;
  'typing_start': (...said: [payload: Json, ack?: (answer: Ack<{}>) => void] | [ack?: (answer: Ack<{}>) => void]) => void;
  'typing_stop': (...said: [payload: Json, ack?: (answer: Ack<{}>) => void] | [ack?: (answer: Ack<{}>) => void]) => void;
  'register_commands': (payload: RegisterCommands, ack?: (answer: Ack<{}>) => void) => void;
}

/** What `/monitoring` hears. */
export type MonitoringServerEvents = CommonEvents & PortalNews<
  | 'agent_activity'
  | 'system_metrics'
  | 'tdd_cycle_started'
  | 'tdd_state_change'
  | 'test_output'
  | 'authenticated'
  | 'authentication_failed'
  | 'rate_limited'
  | 'validation_error'
  | 'error'>;

/** What is said to `/monitoring`. */
export interface MonitoringClientEvents {
  'authenticate': (payload: Authenticate, ack?: (answer: Ack<PortalAuthenticated>) => void) => void;
}

/** What `/admin` hears. */
export type AdminServerEvents = CommonEvents & PortalNews<
  | 'config_changed'
  | 'user_action'
  | 'authenticated'
  | 'authentication_failed'
  | 'rate_limited'
  | 'validation_error'
  | 'error'>;

/** What is said to `/admin`. */
export interface AdminClientEvents {
  'authenticate': (payload: Authenticate, ack?: (answer: Ack<PortalAuthenticated>) => void) => void;
}

/** What a namespace hears, by its name or template. */
export interface ServerToClientEvents {
  '/ui': UiServerEvents;
  '/mobile': MobileServerEvents;
  '/cli': CliServerEvents;
  '/terminal': TerminalServerEvents;
  '/portal': PortalServerEvents;
  '/project/{name}': ProjectServerEvents;
  '/chat/{name}': ChatServerEvents;
  '/monitoring': MonitoringServerEvents;
  '/admin': AdminServerEvents;
}

/** What a namespace takes, by its name or template. */
export interface ClientToServerEvents {
  '/ui': UiClientEvents;
  '/mobile': MobileClientEvents;
  '/cli': CliClientEvents;
  '/terminal': TerminalClientEvents;
  '/portal': PortalClientEvents;
  '/project/{name}': ProjectClientEvents;
  '/chat/{name}': ChatClientEvents;
  '/monitoring': MonitoringClientEvents;
  '/admin': AdminClientEvents;
}
