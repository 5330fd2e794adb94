param([int]$n)
$seed = 42
$a = foreach ($i in 1..100000) { $seed = ($seed * 1103 + 12345) % 1000003; $seed }
for ($i = 0; $i -lt $n; $i++) { $b = $a | Sort-Object }
