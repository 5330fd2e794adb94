param([int]$n)
1..($n + 1) | Where-Object { $_ -gt 3 } | Out-Null
