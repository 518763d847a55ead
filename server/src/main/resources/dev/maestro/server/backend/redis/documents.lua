-- Reads documents as they are at one moment.
--
-- KEYS the documents
-- Returns for each: false if there is none, else { version, project, tags, body }

local found = {}
for i, key in ipairs(KEYS) do
  local document = redis.call('HMGET', key, 'v', 'p', 't', 'b')
  found[i] = document[1] and document or false
end
return found
