param([int]$n)
1..($n + 1) | ForEach-Object { $_ } | Out-Null
