-- A store as the hub of format 1 left it after a clean stop: SQLite's dump of its file.
PRAGMA journal_mode = WAL;
CREATE TABLE meta (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch TEXT NOT NULL,
  head INTEGER NOT NULL,
  trimmed INTEGER NOT NULL,
  last_ord INTEGER NOT NULL
);
INSERT INTO meta VALUES(1,'3kqoauw6hb2jgc08',5,0,3);
CREATE TABLE documents (
  ord INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  tags TEXT NOT NULL,
  body BLOB NOT NULL
);
INSERT INTO documents VALUES(1,'TASK','a','p',1,'["red"]',X'7b226964223a2261222c2276657273696f6e223a317d');
INSERT INTO documents VALUES(2,'TASK','b','p',2,'["red"]',X'7b226964223a2262222c2276657273696f6e223a327d');
CREATE TABLE tags (
  kind TEXT NOT NULL,
  tag TEXT NOT NULL,
  ord INTEGER NOT NULL,
  project_id TEXT NOT NULL,
  PRIMARY KEY (kind, tag, ord)
) WITHOUT ROWID;
INSERT INTO tags VALUES('TASK','red',1,'p');
INSERT INTO tags VALUES('TASK','red',2,'p');
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  ts INTEGER NOT NULL,
  name TEXT NOT NULL,
  project_id TEXT NOT NULL,
  session_ids TEXT NOT NULL,
  data BLOB NOT NULL
);
INSERT INTO events VALUES(1,1767222000000,'task:updated','p','["s-a"]',X'7b226964223a2261222c2276657273696f6e223a317d');
INSERT INTO events VALUES(2,1767222000000,'task:updated','p','["s-b"]',X'7b226964223a2262222c2276657273696f6e223a317d');
INSERT INTO events VALUES(3,1767222000000,'task:updated','p','["s-c"]',X'7b226964223a2263222c2276657273696f6e223a317d');
INSERT INTO events VALUES(4,1767222000000,'task:updated','p','["s-b"]',X'7b226964223a2262222c2276657273696f6e223a327d');
INSERT INTO events VALUES(5,1767222000000,'task:deleted','p','["s-c"]',X'7b2276657273696f6e223a302c226964223a2263227d');
CREATE TABLE project_heads (project_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO project_heads VALUES('p',5);
CREATE TABLE answers (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  body BLOB NOT NULL,
  keep_ms INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (scope, key)
);
INSERT INTO answers VALUES('alice','k1','hash',200,X'7b226e223a317d',86400000,1767308400000);
CREATE UNIQUE INDEX documents_by_id ON documents (kind, id);
CREATE INDEX documents_by_kind ON documents (kind);
CREATE INDEX documents_by_project ON documents (kind, project_id);
CREATE INDEX answers_by_expiry ON answers (expires_at);
PRAGMA application_id = 1296586050;
PRAGMA user_version = 1;
