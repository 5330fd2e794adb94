param([int]$n)
$add = { param($a) $a + 1 }
for ($i = 0; $i -lt $n; $i++) { $x = & $add $i }
