local n = tonumber(arg[1])
local x
for i = 0, n - 1 do x = ("item " .. i .. " of many"):upper():sub(3, 8) end
