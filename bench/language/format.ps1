param([int]$n)
for ($i = 0; $i -lt $n; $i++) { $x = '{0}: {1:d4}' -f 'item', $i }
