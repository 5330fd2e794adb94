param([int]$n)
$limit = $n; $s = 0; $i = 0
while ($i -lt $limit) { $s = $s + 1; $i++ }
