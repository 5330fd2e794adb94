param([int]$n)
for ($i = 0; $i -lt $n; $i++) { $o = [pscustomobject]@{ a = $i; b = 2 } }
