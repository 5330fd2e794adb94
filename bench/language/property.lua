local n = tonumber(arg[1])
local o, s = { a = 1, b = 2 }, 0
for i = 0, n - 1 do o.a = i; s = o.b end
