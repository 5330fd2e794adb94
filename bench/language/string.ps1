param([int]$n)
for ($i = 0; $i -lt $n; $i++) { $x = "item $i of many".ToUpper().Substring(2, 6) }
