-- Begins an import: only where no hub has been, or where an import was not finished.
--
-- KEYS 1 state, 2 secret, then keys of which any shows that something is there
-- ARGV 1 a name of this import
-- Returns 'used', 'begun', or 'again' if an import was not finished

local state = redis.call('HMGET', KEYS[1], 'importing', 'epoch')
if state[2] then
  return 'used'
end
if not state[1] then
  for i = 3, #KEYS do
    if redis.call('EXISTS', KEYS[i]) == 1 then
      return 'used'
    end
  end
end
if not state[1] and redis.call('EXISTS', KEYS[2]) == 1 then
  -- It is not the import's to remove.
  redis.call('HSET', KEYS[1], 'secret', 'kept')
end
-- No hub opens what has another format than its own: open.lua.
redis.call('HSET', KEYS[1], 'importing', ARGV[1], 'format', 'an unfinished import')
return state[1] and 'again' or 'begun'
