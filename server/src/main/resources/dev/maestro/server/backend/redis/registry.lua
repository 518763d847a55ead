-- Reads and changes the entries of a space. An entry is its holder's for as long as that holds its lease. It is removed
-- when it is found and its lease is not there any more for Redis; where that has ended only by the clock of whoever asks,
-- it is passed over, since its holder may yet renew it.
--
-- KEYS 1 the space
-- ARGV 1 claim, put, remove, find or list, 2 now in epoch milliseconds, 3 what the keys of leases begin with,
--      4 the entry's name (not to list); to claim, put and remove: 5 and 6 the caller's lease, its name and token;
--      to claim and put: 7 the value; to claim: 8 and 9 the lease that may be taken from, or ''
-- Returns to claim: 1 and nothing, or 0 and the entry of another or nothing; to put and remove: 1 or 0; to find: the
--      entry or nothing; to list: each name and its entry

local action, now, leases, field = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]

local function holds(name, token)
  local found = redis.call('HMGET', leases .. name, 'token', 'until')
  return found[1] == token and tonumber(found[2]) > now
end

local function holder(entry)
  local token, length, at = string.match(entry, '^(%d+) (%d+) ()')
  return string.sub(entry, at, at + tonumber(length) - 1), token
end

local function living(entry)
  return entry and holds(holder(entry))
end

local function remove_if_over(name, entry)
  local lease, token = holder(entry)
  if redis.call('HGET', leases .. lease, 'token') ~= token then
    redis.call('HDEL', KEYS[1], name)
  end
end

local function current()
  local entry = redis.call('HGET', KEYS[1], field)
  if entry and not living(entry) then
    remove_if_over(field, entry)
    return false
  end
  return entry
end

-- So that those nobody asks for again are not kept for ever.
local function sweep_some()
  local sample = redis.call('HRANDFIELD', KEYS[1], 4, 'WITHVALUES')
  for i = 1, #sample, 2 do
    if not living(sample[i + 1]) then
      remove_if_over(sample[i], sample[i + 1])
    end
  end
end

if action == 'find' then
  return current()
end

if action == 'list' then
  local known, found = {}, {}
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local name, token = holder(all[i + 1])
    local lease = token .. ' ' .. name
    if known[lease] == nil then
      known[lease] = holds(name, token)
    end
    if known[lease] then
      found[#found + 1] = all[i]
      found[#found + 1] = all[i + 1]
    else
      remove_if_over(all[i], all[i + 1])
    end
  end
  return found
end

local by, by_token, value = ARGV[5], ARGV[6], ARGV[7]
local entry = current()
local owner, owner_token
if entry then
  owner, owner_token = holder(entry)
end
local own = entry and owner == by and owner_token == by_token
local held = holds(by, by_token)

local function store()
  redis.call('HSET', KEYS[1], field, by_token .. ' ' .. #by .. ' ' .. by .. value)
end

if action == 'claim' then
  sweep_some()
  local free = not entry or own or (owner == ARGV[8] and owner_token == ARGV[9])
  if free and held then
    store()
    return { 1, false }
  end
  return { 0, entry }
end

if not (own and held) then
  return 0
end
if action == 'put' then
  store()
else
  redis.call('HDEL', KEYS[1], field)
end
return 1
