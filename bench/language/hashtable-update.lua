local n = tonumber(arg[1])
local h = { alpha = 1, beta = 2, gamma = 3 }
local x
for i = 0, n - 1 do h['beta'] = i; x = h['gamma'] end
