-- Changes and reads what is kept of sockets. A life is a node from its start to its end; a visit is what a socket does at one
-- of them. Times are epoch milliseconds, by the clock of the node that calls.
--
-- KEYS 1 states: the state by pid
--      2 places: by pid the visit and the life that keeps it, as 'visit life'
--      3 gone: those whose connection went, by when
--      4 lives: by life when it was last known to run
-- ARGV 1 apply, find or upkeep, 2 what the keys of the sets of each life begin with: what it keeps, 3 the life that calls,
--      4 now, 5 the time before which windows that began are over
--   apply: 6 whether all that this life keeps goes first, 7 how many changes, then of each
--      K pid visit gone-or-'' state | L pid visit gone | F pid visit ('0' for whatever visit)
--   find: 6 the pid
--   upkeep: 6 how many may be removed, 7 how many are kept at most, 8 whether lives that were not heard of go ('1')
-- Returns of apply: 1; of find: the state, its visit and when the connection went ('' if it has not), or nothing; of upkeep:
--      how many were removed, and how many of them because there were too many

local states, places, gone, lives = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local action, sets, life, now, began = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function place_of(pid)
  local place = redis.call('HGET', places, pid)
  if place then
    local visit, at = string.match(place, '^(%d+) (.*)$')
    return tonumber(visit), at
  end
end

local function remove(pid)
  local _, at = place_of(pid)
  redis.call('HDEL', states, pid)
  redis.call('HDEL', places, pid)
  redis.call('ZREM', gone, pid)
  if at then
    redis.call('SREM', sets .. at, pid)
  end
end

local function keep(pid, visit, gone_at, state)
  local last, at = place_of(pid)
  if last and tonumber(visit) < last then
    -- It has come back elsewhere since.
    return
  end
  if at and at ~= life then
    redis.call('SREM', sets .. at, pid)
  end
  redis.call('HSET', states, pid, state)
  redis.call('HSET', places, pid, visit .. ' ' .. life)
  redis.call('SADD', sets .. life, pid)
  if gone_at == '' then
    redis.call('ZREM', gone, pid)
  else
    redis.call('ZADD', gone, gone_at, pid)
  end
end

local function leave(pid, visit, gone_at)
  local last, at = place_of(pid)
  if at == life and (visit == '0' or tonumber(visit) == last) then
    redis.call('ZADD', gone, 'NX', gone_at, pid)
  end
end

local function forget(pid, visit)
  local last, at = place_of(pid)
  if not last then
    return
  end
  local ours = at == life or redis.call('ZSCORE', gone, pid)
  if visit == '0' and ours or tonumber(visit) >= last then
    remove(pid)
  end
end

-- Says when a life was last known to run, which is not later than now: a clock may have been set back.
local function ran(at)
  local noted = tonumber(redis.call('HGET', lives, at) or '0')
  if noted > tonumber(now) then
    redis.call('HSET', lives, at, now)
    return tonumber(now)
  end
  return noted
end

local function note()
  redis.call('HSET', lives, life, now)
end

if action == 'apply' then
  note()
  if ARGV[6] == '1' then
    for _, pid in ipairs(redis.call('SMEMBERS', sets .. life)) do
      remove(pid)
    end
  end
  local at = 7
  local function arg()
    at = at + 1
    return ARGV[at]
  end
  for _ = 1, tonumber(ARGV[7]) do
    local kind, pid, visit = arg(), arg(), arg()
    if kind == 'K' then
      local gone_at, state = arg(), arg()
      keep(pid, visit, gone_at, state)
    elseif kind == 'L' then
      leave(pid, visit, arg())
    else
      forget(pid, visit)
    end
  end
  return 1
end

if action == 'find' then
  local pid = ARGV[6]
  local visit, at = place_of(pid)
  if not visit then
    return false
  end
  local went = redis.call('ZSCORE', gone, pid)
  if went and tonumber(went) > tonumber(now) then
    redis.call('ZADD', gone, now, pid)
    went = now
  elseif not went and at ~= life then
    -- Its node may run or not: if it does, that was noted a moment ago.
    went = ran(at)
  end
  if went and tonumber(went) <= tonumber(began) then
    return false
  end
  return { redis.call('HGET', states, pid), string.format('%.0f', visit), went and string.format('%.0f', went) or '' }
end

local left, max = tonumber(ARGV[6]), tonumber(ARGV[7])

if redis.call('EXISTS', sets .. life) == 1 then
  note()
else
  redis.call('HDEL', lives, life)
end

for _, pid in ipairs(redis.call('ZRANGEBYSCORE', gone, '-inf', began, 'LIMIT', 0, left)) do
  remove(pid)
  left = left - 1
end

-- Those that were clocked in the future would stay too long.
for _, pid in ipairs(redis.call('ZRANGEBYSCORE', gone, '(' .. now, '+inf', 'LIMIT', 0, left)) do
  redis.call('ZADD', gone, now, pid)
end

-- Of lives that are over, the earliest first; they are few.
local over = {}
for _, other in ipairs(redis.call('HKEYS', lives)) do
  if other ~= life then
    local at = ran(other)
    if at <= tonumber(began) and ARGV[8] == '1' then
      while left > 0 do
        local pid = redis.call('SRANDMEMBER', sets .. other)
        if not pid then
          redis.call('HDEL', lives, other)
          break
        end
        remove(pid)
        left = left - 1
      end
    else
      over[#over + 1] = { life = other, at = at }
    end
  end
end
table.sort(over, function(a, b) return a.at < b.at end)

-- Returns who goes next when there are too many: whose connection went first; connected ones last.
local function first_to_go(from)
  local earliest = redis.call('ZRANGE', gone, 0, 0, 'WITHSCORES')
  local dead = over[from]
  -- One that runs was noted a moment ago, so it comes behind all that are gone.
  if earliest[1] and (not dead or tonumber(earliest[2]) <= dead.at) then
    return earliest[1], from
  end
  if dead then
    local pid = redis.call('SRANDMEMBER', sets .. dead.life)
    if pid then
      return pid, from
    end
    return first_to_go(from + 1)
  end
  return redis.call('SRANDMEMBER', sets .. life) or nil, from
end

local too_many, from = 0, 1
while left > 0 and redis.call('HLEN', states) > max do
  local pid
  pid, from = first_to_go(from)
  if not pid then
    break
  end
  remove(pid)
  left = left - 1
  too_many = too_many + 1
end

return { tonumber(ARGV[6]) - left, too_many }
