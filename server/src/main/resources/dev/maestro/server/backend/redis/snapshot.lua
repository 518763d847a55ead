-- Reads a project's documents of some kinds as they are at one moment, and which moment that is.
--
-- KEYS 1 state
-- ARGV 1 what all keys begin with, 2 project, then kinds
-- Returns { epoch, last event, { kind, id, version, project, tags, body }… }; nothing if there is no log

local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if not state[1] then
  return {}
end
local found = { state[1], state[2] }
for i = 3, #ARGV do
  local kind = ARGV[i]
  for _, id in ipairs(redis.call('ZRANGE', ARGV[1] .. 'project:' .. kind .. ':' .. ARGV[2], 0, -1)) do
    local document = redis.call('HMGET', ARGV[1] .. 'doc:' .. kind .. ':' .. id, 'v', 'p', 't', 'b')
    if document[1] then
      found[#found + 1] = { kind, id, document[1], document[2], document[3], document[4] }
    end
  end
end
return found
