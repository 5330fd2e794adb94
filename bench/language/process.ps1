param([int]$n)
function double { process { $_ * 2 } }
1..($n + 1) | double | Out-Null
