-- Opens the log on a connection: finds out whether it is the log this node knew.
--
-- A Redis that was restarted, or a replica that took over, may have lost the end of the log. Who knew more than was left
-- when that happened must not go on as if nothing had: then the log begins a new epoch, and everybody starts afresh.
--
-- KEYS 1 state, 2 runs, 3 log
-- ARGV 1 the Redis process of this connection, 2 the epoch this node knew ('' for none), 3 the last event it knew of,
--      4 the Redis process it knew that from ('' for none), 5 a name for a new epoch
-- Returns epoch, last event, last event trimmed

local run, known_epoch, known_seq, known_run, fresh = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]

local function mark(epoch, seq, sub)
  redis.call('XADD', KEYS[3], seq .. '-' .. sub, 'epoch', epoch)
end

-- Says where the log stood when a process after the known one took over, at the least.
local function least_since(known)
  local least
  for _, entry in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    local name, seq = string.match(entry, '^(.-) (%d+)$')
    if name == known then
      return least
    end
    least = math.min(least or tonumber(seq), tonumber(seq))
  end
  -- Too many processes ago to tell.
  return 0
end

local epoch = redis.call('HGET', KEYS[1], 'epoch')
if not epoch then
  -- A new log, or one that was emptied: it goes on behind what is known, so that no number comes twice.
  redis.call('HSET', KEYS[1], 'epoch', fresh, 'seq', known_seq, 'trimmed', known_seq, 'ord', 0, 'sub', 1, 'run', run,
    'format', 1)
  redis.call('DEL', KEYS[2], KEYS[3])
  redis.call('RPUSH', KEYS[2], run .. ' ' .. known_seq)
  mark(fresh, known_seq, 1)
  return { fresh, known_seq, known_seq }
end

local seq = tonumber(redis.call('HGET', KEYS[1], 'seq'))
if redis.call('HGET', KEYS[1], 'run') ~= run then
  redis.call('HSET', KEYS[1], 'run', run)
  redis.call('LPUSH', KEYS[2], run .. ' ' .. seq)
  redis.call('LTRIM', KEYS[2], 0, 99)
end

if known_epoch == epoch and known_run ~= '' and known_run ~= run then
  local least = least_since(known_run)
  if least and known_seq > least then
    epoch = fresh
    local sub = redis.call('HINCRBY', KEYS[1], 'sub', 1)
    redis.call('HSET', KEYS[1], 'epoch', epoch, 'trimmed', seq)
    mark(epoch, seq, sub)
  end
end

return { epoch, seq, tonumber(redis.call('HGET', KEYS[1], 'trimmed')) }
