-- Counts one call in every layer and in the month's quota, or in none of them.
-- KEYS: one for each layer, then the quota's if there is one.
-- ARGV: strategy; the quota's limit (-1: no quota), its count if the counter is missing (-1: unknown), when the counter
--       ends (Unix seconds); then limit, window (µs) and burst of each layer.
-- Answers {-1} when the quota's counter is missing and unknown; else admitted (1 or 0), calls of the month (-1: no
--         quota), then remaining calls and the µs until there are more of them, for each layer.
-- A time goes through %.0f, because Lua alone writes 14 digits of it.

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Each strategy answers how many calls are left and how to count one; once that is done, the wait is right too.
local strategies = {}

-- "start count": a window opens with its first call.
function strategies.fixed_window(key, limit, window)
  local start, count = string.match(redis.call('GET', key) or '', '^(%d+) (%d+)$')
  start, count = tonumber(start), tonumber(count)
  if not start or start + window <= now then start, count = now, 0 end
  local function charge()
    count = count + 1
    redis.call('SET', key, string.format('%.0f %d', start, count), 'PX', math.ceil(window / 1000))
  end
  local function wait() return start + window - now end
  return limit - count, charge, wait
end

-- The time of each call that still counts, the newest first: exact, one push and about one pop a call.
function strategies.sliding_window(key, limit, window)
  local oldest = redis.call('LINDEX', key, -1)
  while oldest and oldest + window <= now do
    redis.call('RPOP', key)
    oldest = redis.call('LINDEX', key, -1)
  end
  local count = redis.call('LLEN', key)
  local function charge()
    count = redis.call('LPUSH', key, string.format('%.0f', now))
    redis.call('PEXPIRE', key, math.ceil(window / 1000))
  end
  local function wait()
    -- A limit that was made smaller waits for more calls than the oldest to leave.
    local leaving = redis.call('LINDEX', key, count >= limit and limit - 1 or -1)
    return leaving and leaving + window - now or window
  end
  return limit - count, charge, wait
end

-- GCRA: the time at which the bucket is full again says how many tokens are in it.
function strategies.token_bucket(key, limit, window, burst)
  local each = math.ceil(window / limit)
  local full_at = math.max(tonumber(redis.call('GET', key) or 0), now)
  local function left() return math.floor((burst * each - (full_at - now)) / each) end
  local function charge()
    full_at = full_at + each
    redis.call('SET', key, string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
  end
  local function wait() return (left() + 1) * each - burst * each + full_at - now end
  return left(), charge, wait
end

local look = strategies[ARGV[1]]
local quota, seed, quota_end = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local used = -1
if quota >= 0 then
  used = tonumber(redis.call('GET', KEYS[#KEYS]))
  if not used then
    if seed < 0 then return {-1} end
    used = seed
    redis.call('SET', KEYS[#KEYS], string.format('%.0f', used))
    redis.call('EXPIREAT', KEYS[#KEYS], quota_end)
  end
end

local admitted = quota < 0 or used < quota
local layers = {}
for number = 1, (#ARGV - 4) / 3 do
  local at = 2 + number * 3
  local left, charge, wait = look(KEYS[number], tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]))
  layers[number] = {left = left, charge = charge, wait = wait}
  admitted = admitted and left > 0
end

if admitted and quota >= 0 then used = redis.call('INCR', KEYS[#KEYS]) end
local answer = {admitted and 1 or 0, used}
for _, layer in ipairs(layers) do
  if admitted then
    layer.charge()
    layer.left = layer.left - 1
  end
  answer[#answer + 1] = math.max(layer.left, 0)
  answer[#answer + 1] = layer.wait()
end
return answer
