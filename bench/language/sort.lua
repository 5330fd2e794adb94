local n = tonumber(arg[1])
local seed, a = 42, {}
for i = 1, 100000 do seed = (seed * 1103 + 12345) % 1000003; a[i] = seed end
for i = 0, n - 1 do
    local b = {}
    for j = 1, #a do b[j] = a[j] end
    table.sort(b)
end
