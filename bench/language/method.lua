local n = tonumber(arg[1])
local Counter = {}
Counter.__index = Counter
function Counter:add(by) self.value = self.value + by; return self.value end
local c = setmetatable({ value = 0 }, Counter)
local x
for i = 0, n - 1 do x = c:add(1) end
