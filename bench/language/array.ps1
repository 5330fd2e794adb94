param([int]$n)
$a = 1, 2, 3, 4; $s = 0
for ($i = 0; $i -lt $n; $i++) { $a[1] = $i; $s = $a[2] }
