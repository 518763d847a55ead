-- Applies a group of commits, one after the other, each whole or not at all, but for what fails while it is written.
--
-- KEYS 1 state, 2 log, 3 heads, 4 the lane of this node
-- ARGV 1 what all keys begin with, 2 the Redis process of this connection, 3 the number of the group in its lane,
--      4 until when it may be applied (Redis' own clock, ms; what is late is refused), 5 now (the node's clock, ms),
--      6 for how long the outcome is kept (ms), 7 how many commits; then for each commit
--        how many arguments of it follow
--        answer: '' or its hash, then request hash, status, body, keep (ms)
--        number of conditions, each: type, and
--          E kind id | V kind id version | U project epoch sequence | L name token
--        number of changes, each: type, and
--          P kind id project expected tags(JSON) body number-of-tags tag… | D kind id expected
--        number of events, each: name project sessions(JSON) data, 1 if it is the project's head then, else 0
-- Returns { 'again' } if the connection must be opened anew, { 'late' }, { 'lost' } if nobody knows any more how this group
-- ended, or { 'done', epoch, result… }, where a result is
--   { 'C', last event } | { 'X', why } | { 'R', request hash, status, body, keep }
--   | { 'E', why, 1 if something of it may be stored, else 0 }
-- An error means that nothing was written.

local base, run, group, deadline, now, keep = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]

local state = redis.call('HMGET', KEYS[1], 'epoch', 'run', 'seq', 'ord')
local epoch = state[1]
if not epoch or state[2] ~= run then
  return { 'again' }
end

local lane = redis.call('HMGET', KEYS[4], 'group', 'epoch', 'outcome')
if lane[1] == group then
  if not lane[3] or lane[3] == '' then
    return { 'lost' }
  end
  -- Its answer was lost on the way. Numbers went through as text, since cmsgpack may turn them into something else.
  return { 'done', lane[2], unpack(cmsgpack.unpack(lane[3])) }
end
if lane[1] and tonumber(lane[1]) > tonumber(group) then
  -- A copy that was under way for long: that group was answered, and what is noted of it is gone.
  return { 'late' }
end

local time = redis.call('TIME')
if tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) > deadline then
  return { 'late' }
end

local at = 7
local function arg()
  at = at + 1
  return ARGV[at]
end

local seq, ord = tonumber(state[3]), tonumber(state[4])
local first_seq, first_ord = seq, ord
local wrote = false

-- The first write of all is one that Redis refuses when its memory is full: then nothing is written.
local function begin_writing()
  if not wrote then
    redis.call('HSET', KEYS[4], 'group', group, 'epoch', epoch, 'outcome', '')
    wrote = true
    redis.call('PEXPIRE', KEYS[4], keep)
  end
end

-- Makes sure, before anything is written, that a key is not of something else.
local fit = {}
local function require_fit(key, wanted)
  if not fit[key] then
    local found = redis.call('TYPE', key).ok
    if found ~= 'none' and found ~= wanted then
      return error('the key ' .. key .. ' is a ' .. found .. ', not a ' .. wanted, 0)
    end
    fit[key] = true
  end
end

local function number(value)
  return string.format('%.0f', value)
end

local function document_key(kind, id)
  return base .. 'doc:' .. kind .. ':' .. id
end

local function named(kind, id)
  return kind .. ' ' .. id
end

-- Returns why a condition does not hold, or nil.
local function broken()
  local kind = arg()
  if kind == 'E' then
    local of, id = arg(), arg()
    if redis.call('EXISTS', document_key(of, id)) == 0 then
      return named(of, id) .. ' does not exist'
    end
  elseif kind == 'V' then
    local of, id, wanted = arg(), arg(), arg()
    local version = redis.call('HGET', document_key(of, id), 'v') or '0'
    if version ~= wanted then
      return named(of, id) .. ' is at version ' .. version .. ', not ' .. wanted
    end
  elseif kind == 'U' then
    local project, of, since = arg(), arg(), arg()
    if of ~= epoch then
      return 'the offset is of another log'
    end
    local head = redis.call('HGET', KEYS[3], project)
    if head and tonumber(head) > tonumber(since) then
      return 'project ' .. project .. ' had native event ' .. head .. ' after ' .. since
    end
  else
    local name, token = arg(), arg()
    local lease = redis.call('HMGET', base .. 'lease:' .. name, 'token', 'until')
    if lease[1] ~= token or tonumber(lease[2]) <= now then
      return 'the lease ' .. name .. ' is over'
    end
  end
end

local function read_change()
  local change = { type = arg(), kind = arg(), id = arg() }
  if change.type == 'P' then
    change.project, change.expected, change.tags, change.body = arg(), arg(), arg(), arg()
    change.words = {}
    for i = 1, tonumber(arg()) do
      change.words[i] = arg()
    end
  else
    change.expected = arg()
  end
  change.key = document_key(change.kind, change.id)
  change.before = redis.call('HMGET', change.key, 'v', 'p', 'o', 't')
  return change
end

local function outdated(change)
  local version = change.before[1] or '0'
  if version ~= change.expected then
    return named(change.kind, change.id) .. ' is at version ' .. version .. ', not ' .. change.expected
  end
  if change.type == 'P' and change.before[2] and change.before[2] ~= change.project then
    return named(change.kind, change.id) .. ' belongs to project ' .. change.before[2] .. ', not ' .. change.project
  end
end

local function set_of(words)
  local set = {}
  for _, word in ipairs(words) do
    set[word] = true
  end
  return set
end

local function tag_key(change, tag)
  return base .. 'tag:' .. change.kind .. ':' .. tag
end

-- Whatever lists a document must be a list of documents.
local function require_places(change)
  local tags = change.before[4] and cjson.decode(change.before[4]) or {}
  for _, tag in ipairs(tags) do
    require_fit(tag_key(change, tag), 'zset')
  end
  for _, tag in ipairs(change.words or {}) do
    require_fit(tag_key(change, tag), 'zset')
  end
  require_fit(base .. 'kind:' .. change.kind, 'zset')
  require_fit(base .. 'project:' .. change.kind .. ':' .. (change.before[2] or change.project), 'zset')
end

local function put(change)
  local place = change.before[3]
  local had = change.before[4]
  if not place then
    ord = ord + 1
    place = number(ord)
    redis.call('ZADD', base .. 'kind:' .. change.kind, place, change.id)
    redis.call('ZADD', base .. 'project:' .. change.kind .. ':' .. change.project, place, change.id)
    for _, tag in ipairs(change.words) do
      redis.call('ZADD', tag_key(change, tag), place, change.id)
    end
  elseif had ~= change.tags then
    local before, after = cjson.decode(had), set_of(change.words)
    local known = set_of(before)
    for _, tag in ipairs(before) do
      if not after[tag] then
        redis.call('ZREM', tag_key(change, tag), change.id)
      end
    end
    for _, tag in ipairs(change.words) do
      if not known[tag] then
        redis.call('ZADD', tag_key(change, tag), place, change.id)
      end
    end
  end
  redis.call('HSET', change.key, 'v', number(tonumber(change.expected) + 1), 'p', change.project, 'o', place, 't',
    change.tags, 'b', change.body)
end

local function delete(change)
  redis.call('DEL', change.key)
  redis.call('ZREM', base .. 'kind:' .. change.kind, change.id)
  redis.call('ZREM', base .. 'project:' .. change.kind .. ':' .. change.before[2], change.id)
  for _, tag in ipairs(cjson.decode(change.before[4])) do
    redis.call('ZREM', tag_key(change, tag), change.id)
  end
end

-- Somebody's entry stands where ours would: ours goes behind it or, where its number leaves no room, into a new stream.
local function make_way()
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      local last = tonumber(string.match(info[i + 1], '^%d+'))
      if last < 99999999999999 then
        seq = math.max(seq, last)
      else
        redis.call('DEL', KEYS[2])
      end
    end
  end
end

local function append(name, project, sessions, data)
  local function add()
    return redis.pcall('XADD', KEYS[2], number(seq + 1) .. '-0', 'e', epoch, 't', number(now), 'n', name, 'p', project,
      's', sessions, 'd', data)
  end
  local added = add()
  if type(added) == 'table' and added.err then
    make_way()
    added = add()
    if type(added) == 'table' and added.err then
      return error(added.err)
    end
  end
  seq = seq + 1
end

-- How far the commit that is applied has come: 'read', 'begin' (the first write of the group) or 'write'.
local stage

local function apply()
  stage = 'read'
  local answer = { arg(), arg(), arg(), arg(), arg() }
  local answer_key = base .. 'answer:' .. answer[1]
  if answer[1] ~= '' then
    local kept = redis.call('HMGET', answer_key, 'h', 's', 'b', 'k', 'e')
    if kept[1] and tonumber(kept[5]) > now then
      return { 'R', kept[1], kept[2], kept[3], kept[4] }
    end
  end
  for _ = 1, tonumber(arg()) do
    local why = broken()
    if why then
      return { 'X', why }
    end
  end
  local changes = {}
  for i = 1, tonumber(arg()) do
    local change = read_change()
    changes[i] = change
    local why = outdated(change)
    if why then
      return { 'X', why }
    end
    require_places(change)
  end
  local events = tonumber(arg())
  if events > 0 then
    require_fit(KEYS[2], 'stream')
    require_fit(KEYS[3], 'hash')
  end
  stage = 'begin'
  begin_writing()
  stage = 'write'
  -- News first: that is what is likeliest to be refused, and then no document has changed in silence.
  for _ = 1, events do
    local name, project, sessions, data, is_head = arg(), arg(), arg(), arg(), arg()
    append(name, project, sessions, data)
    if is_head == '1' then
      redis.call('HSET', KEYS[3], project, number(seq))
    end
  end
  for _, change in ipairs(changes) do
    if change.type == 'P' then
      put(change)
    else
      delete(change)
    end
  end
  if answer[1] ~= '' then
    redis.call('HSET', answer_key, 'h', answer[2], 's', answer[3], 'b', answer[4], 'k', answer[5], 'e',
      number(now + tonumber(answer[5])))
    redis.call('PEXPIRE', answer_key, answer[5])
  end
  return { 'C', number(seq) }
end

-- Whatever becomes of one commit, the others are applied, and what was written is noted at the end.
local results = {}
for i = 1, tonumber(ARGV[7]) do
  local size = tonumber(arg())
  local next_at = at + size
  local whole, result = pcall(apply)
  if whole then
    results[i] = result
  elseif stage == 'begin' and not wrote then
    return error(result, 0)
  else
    local why = type(result) == 'table' and result.err or tostring(result)
    results[i] = { 'E', why, stage == 'write' and '1' or '0' }
  end
  at = next_at
end
if wrote then
  redis.call('HSET', KEYS[4], 'outcome', cmsgpack.pack(results))
end
if seq ~= first_seq or ord ~= first_ord then
  redis.call('HSET', KEYS[1], 'seq', number(seq), 'ord', number(ord))
end
return { 'done', epoch, unpack(results) }
