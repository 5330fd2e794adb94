param([int]$n)
$h = @{}; $s = 0
for ($i = 0; $i -lt $n; $i++) { $k = "key$i"; $h[$k] = $i; $s += $h[$k] }
