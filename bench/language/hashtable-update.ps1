param([int]$n)
$h = @{ alpha = 1; beta = 2; gamma = 3 }
for ($i = 0; $i -lt $n; $i++) { $h['beta'] = $i; $x = $h['gamma'] }
