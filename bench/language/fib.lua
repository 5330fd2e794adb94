local n = tonumber(arg[1])
local function fib(n) if n < 2 then return n end; return fib(n - 1) + fib(n - 2) end
local x
for i = 0, n - 1 do x = fib(20) end
