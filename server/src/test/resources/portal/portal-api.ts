// The payloads of the portal's events, letter for letter as the portal's own API document declares them. Each `socket.on`
// says which declaration an event has.

interface JoinedProjectResponse {
  project_name: string;
  current_state: WorkflowState;
  active_users: number;
  last_activity: Date;
}
socket.on('joined_project', (data: JoinedProjectResponse) => {});

interface UserJoinedEvent {
  user_id: string;
  project_name: string;
  timestamp: Date;
}
socket.on('user_joined', (data: UserJoinedEvent) => {});

interface UserLeftEvent {
  user_id: string;
  project_name: string;
  timestamp: Date;
}
socket.on('user_left', (data: UserLeftEvent) => {});

interface StateChangeEvent {
  project_name: string;
  old_state: WorkflowState;
  new_state: WorkflowState;
  timestamp: Date;
  triggered_by: string;
  command?: string;
  reason?: string;
}
socket.on('state_change', (data: StateChangeEvent) => {});

interface TaskUpdateEvent {
  project_name: string;
  task_id: string;
  task_type: string;
  status: TaskStatus;
  progress: number;
  agent_type: string;
  started_at?: Date;
  completed_at?: Date;
  error?: string;
  metadata?: Record<string, any>;
}
socket.on('task_update', (data: TaskUpdateEvent) => {});

interface ApprovalRequestEvent {
  project_name: string;
  request_id: string;
  task: Task;
  reason: string;
  created_at: Date;
  retry_count: number;
  timeout_at: Date;
}
socket.on('approval_request', (data: ApprovalRequestEvent) => {});

interface ApprovalResolvedEvent {
  project_name: string;
  request_id: string;
  approved: boolean;
  resolved_by: string;
  resolved_at: Date;
  comment?: string;
}
socket.on('approval_resolved', (data: ApprovalResolvedEvent) => {});

interface SprintProgressEvent {
  project_name: string;
  sprint_id: string;
  total_stories: number;
  completed_stories: number;
  failed_stories: number;
  in_progress_stories: number;
  estimated_completion: Date;
  velocity: number;
}
socket.on('sprint_progress', (data: SprintProgressEvent) => {});

interface BacklogUpdatedEvent {
  project_name: string;
  change_type: 'added' | 'removed' | 'updated' | 'reordered';
  story_id: string;
  story?: Story;
  old_position?: number;
  new_position?: number;
}
socket.on('backlog_updated', (data: BacklogUpdatedEvent) => {});

interface MessageReceivedEvent {
  message_id: string;
  project_name: string;
  user_id: string;
  content: string;
  type: 'command' | 'response' | 'system' | 'thread';
  timestamp: Date;
  thread_id?: string;
  attachments?: FileAttachment[];
  reactions?: Reaction[];
}
socket.on('message_received', (data: MessageReceivedEvent) => {});

interface CommandResultEvent {
  message_id: string;
  command: string;
  success: boolean;
  result?: any;
  error?: string;
  execution_time: number;
  timestamp: Date;
  embed_data?: EmbedData;
}
socket.on('command_result', (data: CommandResultEvent) => {});

interface TypingEvent {
  user_id: string;
  project_name: string;
  timestamp: Date;
}
socket.on('typing_start', (data: TypingEvent) => {});

socket.on('typing_stop', (data: TypingEvent) => {});

interface ThreadCreatedEvent {
  thread_id: string;
  parent_message_id: string;
  project_name: string;
  created_by: string;
  timestamp: Date;
}
socket.on('thread_created', (data: ThreadCreatedEvent) => {});

interface ThreadUpdatedEvent {
  thread_id: string;
  message_count: number;
  last_message_at: Date;
  participants: string[];
}
socket.on('thread_updated', (data: ThreadUpdatedEvent) => {});

interface AgentActivityEvent {
  agent_type: string;
  project_name: string;
  action: string;
  status: 'started' | 'completed' | 'failed' | 'paused';
  task_id?: string;
  story_id?: string;
  timestamp: Date;
  duration?: number;
  metrics?: AgentMetrics;
  error?: string;
}
socket.on('agent_activity', (data: AgentActivityEvent) => {});

interface SystemMetricsEvent {
  timestamp: Date;
  cpu_usage: number;
  memory_usage: number;
  disk_usage: number;
  network_io: {
    bytes_sent: number;
    bytes_received: number;
  };
  active_connections: number;
  active_projects: number;
  active_tasks: number;
  error_rate: number;
  uptime: number;
}
socket.on('system_metrics', (data: SystemMetricsEvent) => {});

interface TDDCycleStartedEvent {
  project_name: string;
  cycle_id: string;
  story_id: string;
  started_by: string;
  estimated_duration: number;
  timestamp: Date;
}
socket.on('tdd_cycle_started', (data: TDDCycleStartedEvent) => {});

interface TDDStateChangeEvent {
  project_name: string;
  cycle_id: string;
  old_state: TDDState;
  new_state: TDDState;
  timestamp: Date;
  phase_duration?: number;
  test_results?: TestResult[];
  code_metrics?: CodeMetrics;
}
socket.on('tdd_state_change', (data: TDDStateChangeEvent) => {});

interface TestOutputEvent {
  project_name: string;
  cycle_id: string;
  output_type: 'stdout' | 'stderr' | 'test_result';
  content: string;
  timestamp: Date;
  sequence_number: number;
}
socket.on('test_output', (data: TestOutputEvent) => {});

interface ConfigChangedEvent {
  config_type: 'agent' | 'system' | 'security' | 'user';
  changed_by: string;
  changes: Record<string, any>;
  timestamp: Date;
  reason?: string;
}
socket.on('config_changed', (data: ConfigChangedEvent) => {});

interface UserActionEvent {
  user_id: string;
  action: string;
  resource: string;
  timestamp: Date;
  ip_address?: string;
  user_agent?: string;
  success: boolean;
  error?: string;
}
socket.on('user_action', (data: UserActionEvent) => {});

interface WebSocketError {
  type: 'connection' | 'authentication' | 'validation' | 'server' | 'network';
  message: string;
  code?: string;
  details?: any;
  timestamp: Date;
}
socket.on('error', (data: WebSocketError) => {});

// Of these the document shows only how they are used. What is marked is the hub's own: its refusals always have a code.
interface Authenticated {
  user_id: string;
  permissions: string[];
}
socket.on('authenticated', (data: Authenticated) => {});

interface AuthenticationFailed {
  message: string;
  code: string;
  retry_after?: number; // the hub's own
}
socket.on('authentication_failed', (data: AuthenticationFailed) => {});

interface RateLimited {
  message: string;
  retry_after: number;
  code: string; // the hub's own
}
socket.on('rate_limited', (data: RateLimited) => {});

interface ValidationError {
  message: string;
  details: any[];
  code: string; // the hub's own
}
socket.on('validation_error', (data: ValidationError) => {});
