// The types of maestro-client.js. What they say in words is in docs/client.md, and beside the code.

import type {
  Ack,
  AnyEnvelope,
  ClientToServerEvents,
  ConnectRefusal,
  ErrorCode,
  ErrorDetail,
  Json,
  Mail,
  Me,
  Modal,
  NativeEventName,
  NativeEvents,
  Session,
  Task,
  TeamMember,
  TerminalSummary,
  TokenNotice,
} from './protocol.js';

export type * from './protocol.js';

/** Something that others can listen to; `Events` are the arguments of each. */
export declare class Signal<Events extends Record<keyof Events, unknown[]> = Record<string, unknown[]>> {
  /** Returns what ends it. */
  on<N extends keyof Events>(name: N, listener: (...values: Events[N]) => void): () => void;
  emit<N extends keyof Events>(name: N, ...values: Events[N]): void;
}

/** The hub's words, and the client's own. */
export type RefusalCode = ErrorCode | 'unreachable' | 'timeout' | 'closed';

export declare class Refusal extends Error {
  constructor(code: RefusalCode, message: string, more?: {
    details?: ErrorDetail[] | undefined;
    current?: unknown;
    retryAfter?: number | null | undefined;
    status?: number | null | undefined;
    cause?: unknown;
  });
  readonly name: 'Refusal';
  readonly code: RefusalCode;
  readonly details: ErrorDetail[];
  /** The document as it is now, for `stale_version` and `conflict`. */
  readonly current: any;
  /** Milliseconds. */
  readonly retryAfter: number | null;
  /** Of a REST refusal. */
  readonly status: number | null;
  /** Whether it may have been done though no answer came. */
  get isUnclear(): boolean;
}

export interface LinkState {
  readonly phase: 'idle' | 'connecting' | 'open' | 'waiting';
  /** A sentence: why it is not open. */
  readonly reason: string | null;
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly nextTryAt: number | null;
}

/** The connection: of a hub. */
export interface Link extends Signal<{ state: [LinkState] }> {
  readonly state: LinkState;
  /** Tries now, if it is waiting. */
  tryNow(): void;
  /** Closes the connection, if it is open, and opens it again. */
  restart(): void;
  /** Keeps the connection open; returns what ends that. */
  use(): () => void;
}

/** Parameters of a query; those that are null or undefined are left out. */
export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Rest {
  get<T = any>(path: string, query?: Query): Promise<T>;
  /** The cursor is null at the end. */
  page<T = any>(path: string, query?: Query): Promise<{ items: T[]; cursor: string | null }>;
  all<T = any>(path: string, query?: Query, most?: number): Promise<T[]>;
  /** `key` is the `Idempotency-Key`: who sends again what may have been done gives the same one. */
  post<T = any>(path: string, content?: unknown, options?: { key?: string | undefined }): Promise<T>;
  patch<T = any>(path: string, content: unknown, options?: { version?: number | null | undefined }): Promise<T>;
  delete<T = any>(path: string): Promise<T>;
}

export type SpaceState =
  | { readonly phase: 'connecting'; readonly refusal: Refusal | null }
  | { readonly phase: 'in'; readonly refusal: null }
  | { readonly phase: 'refused' | 'closed'; readonly refusal: Refusal };

export interface SpaceEvents {
  state: [SpaceState];
  in: [{ recovered: boolean }];
  event: [name: string, payload: any, offset: string | null];
  expiring: [TokenNotice];
  expired: [TokenNotice];
}

type Answered = ((answer: any) => void) | undefined;
type Said<C, N extends keyof C> = C[N] extends (...said: infer A) => void ? A : never;
type Given<A> = A extends [ack?: Answered] ? []
  : A extends [payload: infer P, ack?: Answered] ? [payload: P]
    : A extends [payload?: infer P, ack?: Answered] ? [payload?: P] : never;
type AckOf<A> = A extends [ack?: infer K] | [payload: any, ack?: infer K] | [payload?: any, ack?: infer K]
  ? NonNullable<K> extends (answer: infer R) => void ? Extract<R, { success: true }> : never
  : never;

/** A socket in a namespace; `C` is what may be said there. */
export interface Space<C = Record<string, (payload?: any, ack?: (answer: Ack<any>) => void) => void>> extends Signal<SpaceEvents> {
  readonly namespace: string;
  readonly state: SpaceState;
  /** Resolves when it is in; throws its refusal, or `unreachable` when there is no connection now or it takes too long. */
  entered(): Promise<void>;
  /** Resolves with the hub's ack; throws a `Refusal`. */
  ask<N extends keyof C & string>(name: N, ...payload: Given<Said<C, N>>): Promise<AckOf<Said<C, N>>>;
  /** The same; the callback is called before any event that the hub sent after its answer. */
  request<N extends keyof C & string>(
    name: N,
    payload: Given<Said<C, N>>[0] | undefined,
    done: (refusal: Refusal | null, answer?: AckOf<Said<C, N>>) => void,
  ): void;
  /** Sends what needs no answer, if the socket is in. */
  tell<N extends keyof C & string>(name: N, ...payload: Given<Said<C, N>>): void;
  /** Answers an event of the hub that asks for an ack. Returns what ends that. */
  answer(name: string, listener: (payload: any) => Json | object | Promise<Json | object>): () => void;
  /** Gives the socket another token; one that is not in comes again. */
  renew(token: string): Promise<void>;
  /** Comes again at once, if it is not in. */
  retry(): void;
  close(): void;
}

/** What a project holds, by the names of `state:sync`. */
export interface Documents {
  sessions: Session;
  tasks: Task;
  teamMembers: TeamMember;
  mail: Mail;
  /** As they were when the state was last fetched. */
  terminals: TerminalSummary;
  modals: Modal;
}

export type Kind = keyof Documents;

export declare const KINDS: readonly Kind[];

export type Notice = { [N in Extract<NativeEventName, `notify:${string}`>]: {
  event: N;
  data: NativeEvents[N];
  timestamp: number;
} }[Extract<NativeEventName, `notify:${string}`>];

export interface ProjectEvents {
  /** Documents of these kinds changed. */
  change: [ReadonlySet<Kind>];
  sync: [Project['sync']];
  notice: [Notice];
  /** Whatever the hub tells of the project, after it was put in. */
  event: [name: NativeEventName, envelope: AnyEnvelope];
  /** The state could not be fetched; it is tried again. */
  trouble: [Refusal];
  /** It was deleted, or may not be seen any more. */
  gone: [];
  closed: [];
}

export interface Project extends Signal<ProjectEvents> {
  readonly id: string;
  readonly sync: 'never' | 'live' | 'stale';
  /** The socket in `/mobile`. */
  readonly space: Space<ClientToServerEvents['/mobile']>;
  /** All documents of a kind by id; the same map until something changes. */
  all<K extends Kind>(kind: K): ReadonlyMap<string, Documents[K]>;
  get<K extends Kind>(kind: K, id: string): Documents[K] | undefined;
  /** Whether this client changed it and does not know yet what became of that. */
  isPending(kind: Kind, id: string): boolean;
  refresh(): void;
  /** Changes a document by REST, shown at once, and sent when all that was done to it before is answered; taken back when the hub refuses. */
  change<K extends Kind, T = Documents[K]>(kind: K, id: string, patch: Partial<Documents[K]>, send: (rest: Rest) => Promise<T>): Promise<T>;
  /** Makes a document by REST, shown at once. */
  create<K extends Kind, T = Documents[K]>(kind: K, draft: Partial<Documents[K]>, send: (rest: Rest) => Promise<T>): Promise<T>;
  /** Removes a document by REST, shown gone at once. */
  remove<T = unknown>(kind: Kind, id: string, send: (rest: Rest) => Promise<T>): Promise<T>;
  close(): void;
}

/** What a terminal is written to, such as an xterm.js `Terminal` in a few lines. */
export interface Screen {
  reset(cols: number, rows: number): void;
  /** `done` is to be called when the text is on it. */
  write(text: string, done: () => void): void;
  resize(cols: number, rows: number): void;
}

export interface TerminalState {
  readonly phase: 'joining' | 'live' | 'away' | 'refused' | 'ended';
  readonly refusal: Refusal | null;
  readonly cols: number;
  readonly rows: number;
  readonly writable: boolean;
  /** Whether the terminal's owner is connected. */
  readonly connected: boolean;
  readonly title: string;
  readonly truncated: boolean;
  readonly resyncs: number;
  readonly controller: string | null;
  readonly mine: boolean;
  readonly exit: { readonly exitCode: number | null; readonly reason: string | null } | null;
}

export interface Terminal extends Signal<{ state: [TerminalState]; resync: []; closed: [] }> {
  readonly sessionId: string;
  readonly state: TerminalState;
  input(text: string): Promise<{ success: true }>;
  resize(cols: number, rows: number): Promise<{ success: true }>;
  /** Watches anew, from nothing; after an end it is the session's next terminal. */
  rejoin(): void;
  close(): void;
}

export interface HubOptions {
  /** The hub's origin; by default the page's. */
  url?: string;
  /** The user's token, or what returns it. */
  token?: string | null | (() => string | null);
  transports?: ('websocket' | 'polling')[];
  path?: string;
}

export declare class Hub extends Signal<{ expiring: [TokenNotice]; expired: [TokenNotice] }> {
  constructor(options?: HubOptions);
  readonly link: Link;
  readonly rest: Rest;
  me(): Promise<Me>;
  /** Opens a project, live. */
  project(id: string): Project;
  /**
   * Opens a socket in any namespace; without `auth` it is shared by all who ask for that namespace, and may be in already. Each of
   * them closes it, once.
   */
  space<N extends keyof ClientToServerEvents>(namespace: N, options?: { auth?: object }): Space<ClientToServerEvents[N]>;
  space(namespace: string, options?: { auth?: object }): Space;
  /** Watches a session's terminal on a screen. */
  terminal(sessionId: string, screen: Screen): Terminal;
  terminals(): Promise<TerminalSummary[]>;
  /** Keeps the socket of `/terminal` open, which all that watches shares. */
  viewer(): { readonly space: Space<ClientToServerEvents['/terminal']>; close(): void };
  /** Goes on with another token, or with what the function says now. */
  renew(token?: string): Promise<void>;
  /** Closes everything that was opened. */
  close(): void;
}

/** `data` of the errors that a socket of socket.io-client has in `connect_error`. */
export type ConnectErrorData = ConnectRefusal;
