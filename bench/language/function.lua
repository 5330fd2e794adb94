local n = tonumber(arg[1])
local function add(a) return a + 1 end
local x
for i = 0, n - 1 do x = add(i) end
