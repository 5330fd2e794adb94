local n = tonumber(arg[1])
local x
for i = 0, n - 1 do x = string.match('user=alice;id=123', 'id=(%d+)') end
