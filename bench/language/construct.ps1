param([int]$n)
class Point { [int]$x = 1; [int]$y; Point([int]$v) { $this.y = $v } }
for ($i = 0; $i -lt $n; $i++) { $p = [Point]::new($i) }
