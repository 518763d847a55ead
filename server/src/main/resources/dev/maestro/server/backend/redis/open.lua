-- Opens the log on a connection: finds out whether it is the log this node knew.
--
-- A Redis that was restarted, or a replica that took over, may have lost the end of the log. Who knew more than was left
-- when that happened must not go on as if nothing had: then the log begins a new epoch, and everybody starts afresh.
--
-- Each time another Redis process has the log, a tenure begins, named afresh; `runs` lists them, newest first, each with the
-- event it began after. So what is known from one tenure can be held against where the next ones began.
--
-- KEYS 1 state, 2 runs, 3 log
-- ARGV 1 the Redis process of this connection, 2 the epoch this node knew ('' for none), 3 the last event it knew of,
--      4 a name for what is new, 5 epochs this node has seen the end of (separated by spaces); then, for each tenure from
--      which it has learnt since it last opened the log: its name and the last event known from it
-- Returns { epoch, last event, last event trimmed, tenure }

local run, known_epoch, known_seq, fresh = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

local FORMAT = '1'
local MAX_RUNS = 100

local function text(number)
  return string.format('%.0f', number)
end

-- Returns the two numbers of the last id the stream has ever given.
local function last_id()
  if redis.call('EXISTS', KEYS[3]) == 0 then
    return 0, 0
  end
  local info = redis.call('XINFO', 'STREAM', KEYS[3])
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      local seq, sub = string.match(info[i + 1], '^(%d+)-(%d+)$')
      return tonumber(seq), tonumber(sub)
    end
  end
  return 0, 0
end

-- Begins an epoch behind an event.
local function begin(seq)
  redis.call('HSET', KEYS[1], 'epoch', fresh, 'seq', text(seq), 'trimmed', text(seq))
  local last, sub = last_id()
  if last > seq or (last == seq and sub > 1e9) then
    -- Somebody else's entry stands where ours would.
    redis.call('DEL', KEYS[3])
    sub = 0
  elseif last < seq then
    sub = 0
  end
  redis.call('XADD', KEYS[3], text(seq) .. '-' .. text(sub + 1), 'epoch', fresh)
end

local function take_over(seq)
  redis.call('HSET', KEYS[1], 'run', run, 'tenure', fresh)
  redis.call('LPUSH', KEYS[2], fresh .. ' ' .. text(seq))
  redis.call('LTRIM', KEYS[2], 0, MAX_RUNS - 1)
end

-- Says how far the log is the one that was known from a tenure: to where those after it began.
local function same_up_to(known, seq)
  for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    local name, began = string.match(entry, '^(%S+) (%d+)$')
    if name == known then
      return seq
    end
    seq = math.min(seq, tonumber(began))
  end
  -- Too many tenures ago to tell, or this Redis has never heard of it.
  return 0
end

if redis.call('EXISTS', KEYS[1]) == 0 then
  -- A new log, or one that was emptied: it goes on behind what is known, so that no number comes twice.
  redis.call('HSET', KEYS[1], 'format', FORMAT, 'ord', 0)
  redis.call('DEL', KEYS[2], KEYS[3])
  take_over(known_seq)
  begin(known_seq)
  return { fresh, known_seq, known_seq, fresh }
end

local state = redis.call('HMGET', KEYS[1], 'format', 'epoch', 'seq', 'trimmed', 'run', 'tenure')
if state[1] ~= FORMAT then
  return redis.error_reply('FORMAT what is stored under ' .. KEYS[1] .. ' has the format ' .. (state[1] or 'of something else')
    .. ', not ' .. FORMAT)
end
local epoch, seq, trimmed, tenure = state[2], tonumber(state[3]), tonumber(state[4]), state[6]

local lost = false
if state[5] ~= run then
  take_over(seq)
  tenure = fresh
end
for i = 6, #ARGV, 2 do
  if known_epoch == epoch and tonumber(ARGV[i + 1]) > same_up_to(ARGV[i], seq) then
    lost = true
  end
end
for past in string.gmatch(ARGV[5], '%S+') do
  -- An old copy of the log was put back.
  lost = lost or past == epoch
end
if lost then
  begin(seq)
  epoch, trimmed = fresh, seq
end
return { epoch, seq, trimmed, tenure }
