param([int]$n)
$o = [pscustomobject]@{ a = 1; b = 2 }; $s = 0
for ($i = 0; $i -lt $n; $i++) { $o.a = $i; $s = $o.b }
