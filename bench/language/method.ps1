param([int]$n)
class Counter { [int]$value = 0; [int] Add([int]$by) { $this.value += $by; return $this.value } }
$c = [Counter]::new()
for ($i = 0; $i -lt $n; $i++) { $x = $c.Add(1) }
