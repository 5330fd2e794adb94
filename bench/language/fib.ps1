param([int]$n)
function fib($n) { if ($n -lt 2) { return $n }; (fib ($n - 1)) + (fib ($n - 2)) }
for ($i = 0; $i -lt $n; $i++) { $x = fib 20 }
