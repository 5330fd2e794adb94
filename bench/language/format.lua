local n = tonumber(arg[1])
local x
for i = 0, n - 1 do x = string.format('%s: %04d', 'item', i) end
