local n = tonumber(arg[1])
local h, s = {}, 0
for i = 0, n - 1 do local k = "key" .. i; h[k] = i; s = s + h[k] end
