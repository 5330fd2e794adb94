param([int]$n)
filter double { $_ * 2 }
1..($n + 1) | double | Out-Null
