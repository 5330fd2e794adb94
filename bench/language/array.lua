local n = tonumber(arg[1])
local a, s = { 1, 2, 3, 4 }, 0
for i = 0, n - 1 do a[2] = i; s = a[3] end
