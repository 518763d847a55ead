-- Reads what follows on a place of the log, as both are at one moment.
--
-- KEYS 1 state, 2 log
-- ARGV 1 epoch and 2 sequence of the place, 3 the most events, 4 after how many bytes of them to stop
-- Returns { epoch, last event, last event trimmed, entry… } with entries as XRANGE gives them, none but those of events, and
-- none if the log does not hold what follows on the place; nothing if there is no log

local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'trimmed')
if not state[1] then
  return {}
end
local after, most, most_bytes = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local found = { state[1], tonumber(state[2]), tonumber(state[3]) }
if state[1] ~= ARGV[1] or after < found[3] or after >= found[2] then
  return found
end

local PIECE = 32
local from, bytes = '(' .. ARGV[2] .. '-18446744073709551615', 0
while true do
  -- What somebody put behind the last event is none.
  local piece = redis.call('XRANGE', KEYS[2], from, state[2] .. '-0', 'COUNT', PIECE)
  for _, entry in ipairs(piece) do
    if string.sub(entry[1], -2) == '-0' then
      found[#found + 1] = entry
      for _, word in ipairs(entry[2] or {}) do
        bytes = bytes + #word
      end
    end
    if #found - 3 >= most or bytes >= most_bytes then
      return found
    end
    from = '(' .. entry[1]
  end
  if #piece < PIECE then
    return found
  end
end
