-- Lists documents in creation order, or the other way round.
--
-- KEYS none: what is touched is of the shard named by ARGV 1
-- ARGV 1 what all keys begin with, 2 kind, 3 after which ord, 4 the most to return, 5 the most to look at,
--      6 'oldest' or 'newest' first, 7 number of tags, then the tags, then 'all' or number of projects and the projects
-- Returns { '1' if there may be more else '0', the ord of the last one looked at, { ord, id, version, project, tags, body }… }

local base, kind, after, most, look = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local newest = ARGV[6] == 'newest'
local at = 7
local tags = {}
for i = 1, tonumber(ARGV[7]) do
  tags[i] = ARGV[at + i]
end
at = at + #tags + 1
local projects
local project_list = {}
if ARGV[at] ~= 'all' then
  projects = {}
  for i = 1, tonumber(ARGV[at]) do
    projects[ARGV[at + i]] = true
    project_list[i] = ARGV[at + i]
  end
end

-- The places to look at, in order: { id, ord, id, ord… }; the whole of what there is when there are fewer than asked for.
local function of_set(key)
  if newest then
    return redis.call('ZREVRANGEBYSCORE', key, '(' .. after, '-inf', 'WITHSCORES', 'LIMIT', 0, look)
  end
  return redis.call('ZRANGEBYSCORE', key, '(' .. after, '+inf', 'WITHSCORES', 'LIMIT', 0, look)
end

local function of_projects()
  local places = {}
  for _, project in ipairs(project_list) do
    local some = of_set(base .. 'project:' .. kind .. ':' .. project)
    for i = 1, #some, 2 do
      places[#places + 1] = { some[i], tonumber(some[i + 1]) }
    end
  end
  table.sort(places, function(one, other)
    if newest then
      return one[2] > other[2]
    end
    return one[2] < other[2]
  end)
  local flat = {}
  for i = 1, math.min(#places, look) do
    flat[2 * i - 1] = places[i][1]
    flat[2 * i] = string.format('%.0f', places[i][2])
  end
  return flat
end

local places
if #tags > 0 then
  places = of_set(base .. 'tag:' .. kind .. ':' .. tags[1])
elseif projects and #project_list ~= 1 then
  places = of_projects()
elseif projects then
  places = of_set(base .. 'project:' .. kind .. ':' .. project_list[1])
else
  places = of_set(base .. 'kind:' .. kind)
end

local function has_tags(id)
  for i = 2, #tags do
    if not redis.call('ZSCORE', base .. 'tag:' .. kind .. ':' .. tags[i], id) then
      return false
    end
  end
  return true
end

local found = { '0', after }
for i = 1, #places, 2 do
  local id, ord = places[i], places[i + 1]
  local document = redis.call('HMGET', base .. 'doc:' .. kind .. ':' .. id, 'v', 'p', 't', 'b')
  if document[1] and (not projects or projects[document[2]]) and has_tags(id) then
    if #found - 2 == most then
      found[1] = '1'
      return found
    end
    found[#found + 1] = { ord, id, document[1], document[2], document[3], document[4] }
  end
  found[2] = ord
end
if #places == 2 * look then
  found[1] = '1'
end
return found
