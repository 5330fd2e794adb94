local n = tonumber(arg[1])
local o
for i = 0, n - 1 do o = { a = i, b = 2 } end
