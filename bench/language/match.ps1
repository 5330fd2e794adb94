param([int]$n)
for ($i = 0; $i -lt $n; $i++) { if ('user=alice;id=123' -match 'id=(\d+)') { $x = $Matches[1] } }
