-- Removes some of the oldest events: those over the count, and those that are too old.
--
-- KEYS 1 state, 2 log
-- ARGV 1 how many events are kept, 2 the oldest that are kept (epoch ms), 3 how many may go at once
-- Returns { epoch, last event trimmed, '1' if there may be more else '0' }; nothing if there is no log

local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'trimmed')
if not state[1] then
  return {}
end
local seq, trimmed = tonumber(state[2]), tonumber(state[3])
local count, oldest, bite = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local function text(number)
  return string.format('%.0f', number)
end

-- Returns number and time of the first event of a number or a later one.
local function first_from(number)
  local entry = redis.call('XRANGE', KEYS[2], text(number) .. '-0', text(seq) .. '-0', 'COUNT', 1)[1]
  if not entry then
    return seq + 1, oldest
  end
  local fields = entry[2] or {}
  for i = 1, #fields, 2 do
    if fields[i] == 't' then
      return tonumber(string.match(entry[1], '^%d+')), tonumber(fields[i + 1]) or 0
    end
  end
  -- Nobody can read it: it is as old as what stands beside it.
  return tonumber(string.match(entry[1], '^%d+')), 0
end

local start, time = first_from(trimmed + 1)
-- Numbers may have been left out before it.
local last = math.min(seq, start - 1 + bite)
local upto = math.min(last, seq - count)
if time < oldest then
  -- Events stand in the order of their times, as far as the clocks of the nodes agree: halve until it is found which is the
  -- first that is young enough.
  local low, high = start, last + 1
  while low + 1 < high do
    local middle = math.floor((low + high) / 2)
    local _, at = first_from(middle)
    if at < oldest then
      low = middle
    else
      high = middle
    end
  end
  upto = math.max(upto, high - 1)
end
if upto <= trimmed then
  return { state[1], trimmed, '0' }
end
-- In this order: a Redis whose memory is full lets a script write once it has removed something.
redis.call('XTRIM', KEYS[2], 'MINID', '=', text(upto + 1) .. '-0')
redis.call('HSET', KEYS[1], 'trimmed', text(upto))
return { state[1], upto, upto == last and upto < seq and '1' or '0' }
