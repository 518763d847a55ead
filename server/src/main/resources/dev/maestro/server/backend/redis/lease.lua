-- Takes, renews or gives back a lease.
--
-- It is held while its key is there, which ends by the clock of Redis, and while its end is not over by the clock of
-- whoever asks. A token is larger than each given before, also when Redis has lost the last of them: none is below the
-- time in microseconds.
--
-- KEYS 1 the lease, 2 the last token
-- ARGV 1 take, renew or release, 2 now, 3 the token of the lease ('' to take), 4 how long it is to hold
--      (times in milliseconds)
-- Returns the token taken or nothing; whether it was renewed, as 1 or 0; 1

local action, now, token, time = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]

local found = redis.call('HMGET', KEYS[1], 'token', 'until')
local holder = found[1] and tonumber(found[2]) > now and found[1]

local function hold(by)
  redis.call('HSET', KEYS[1], 'token', by, 'until', string.format('%.0f', now + tonumber(time)))
  redis.call('PEXPIRE', KEYS[1], time)
end

if action == 'take' then
  if holder then
    return false
  end
  local clock = redis.call('TIME')
  local least = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
  local last = tonumber(redis.call('GET', KEYS[2]) or '0')
  local taken = string.format('%.0f', math.max(least, last + 1))
  redis.call('SET', KEYS[2], taken)
  hold(taken)
  return taken
end

if holder ~= token then
  return 0
end
if action == 'renew' then
  -- First what a Redis whose memory is full does not refuse: after it a script may go on writing.
  redis.call('PEXPIRE', KEYS[1], time)
  hold(token)
else
  redis.call('DEL', KEYS[1])
end
return 1
