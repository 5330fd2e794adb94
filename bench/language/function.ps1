param([int]$n)
function add($a) { $a + 1 }
for ($i = 0; $i -lt $n; $i++) { $x = add $i }
