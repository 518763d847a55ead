-- Removes some keys of an import, unless another has taken over since.
--
-- KEYS 1 state, 2 secret, then keys to remove; of none but these two the state goes
-- ARGV 1 the name of this import
-- Returns 1, or 0 if it is not this import's any more

local state = redis.call('HMGET', KEYS[1], 'importing', 'secret')
if state[1] ~= ARGV[1] then
  return 0
end
for i = 3, #KEYS do
  -- A secret that was there before stays: its tokens are somebody's.
  if KEYS[i] ~= KEYS[2] or state[2] ~= 'kept' then
    redis.call('UNLINK', KEYS[i])
  end
end
if #KEYS == 2 then
  redis.call('DEL', KEYS[1])
end
return 1
