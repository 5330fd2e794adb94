local n = tonumber(arg[1])
local Point = {}
Point.__index = Point
function Point.new(v) local p = setmetatable({ x = 1, y = 0 }, Point); p.y = v; return p end
local p
for i = 0, n - 1 do p = Point.new(i) end
